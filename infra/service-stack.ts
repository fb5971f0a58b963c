import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { functions } from '../shared/contract/functions.ts';
import { routes } from '../shared/contract/routes.ts';
import type { FunctionRow } from '../shared/contract/rows.ts';
import { authorizer, consumers, deploySteps, schedules } from '../shared/contract/workers.ts';
import type { Places } from './capabilities.ts';
import { Alarms } from './constructs/alarms.ts';
import { HttpApi } from './constructs/http-api.ts';
import { Migration } from './constructs/migration.ts';
import { QueueConsumers } from './constructs/queue-consumers.ts';
import { Schedules } from './constructs/schedules.ts';
import { ServiceFunction } from './constructs/service-function.ts';
import { WebSite } from './constructs/web-site.ts';
import type { DataStack } from './data-stack.ts';
import type { StageSettings } from './stages.ts';

export interface ServiceStackProps {
  readonly stage: StageSettings;
  readonly data: DataStack;
  /** Where the bundles and the site were built. */
  readonly buildDir: string;
}

/** Everything without state: it can be deleted and deployed anew at any time. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, { stage, data, buildDir }: ServiceStackProps) {
    super(scope, `creator-connect-${stage.stage}-service`, {
      description: 'Creator Connect: API, functions, consumers, schedules, alarms and web site',
      terminationProtection: stage.isProtected,
    });
    const api = new HttpApi(this, 'HttpApi', stage);
    const site = new WebSite(this, 'WebSite', {
      stage,
      apiDomainName: api.domainName,
      media: data.media,
      buildDir,
    });
    const places = placesOf(stage, data, site);
    const built = new Map(
      functions.map((row) => [row.operationId, this.addFunction(row, places, data, buildDir)]),
    );
    const functionOf = (row: FunctionRow): ServiceFunction => {
      const found = built.get(row.operationId);
      if (found === undefined) throw new Error(`The table of functions lacks ${row.operationId}.`);
      return found;
    };
    const traffic = [...built.values()].filter(({ row }) => row.trigger !== 'deploy');
    new Migration(this, 'Migration', deploySteps, functionOf, traffic);
    api.serve(routes, (route) => functionOf(route).lambda, functionOf(authorizer).lambda);
    new QueueConsumers(this, 'QueueConsumers', consumers, functionOf, data.queues, stage);
    new Schedules(this, 'Schedules', schedules, functionOf, stage);
    new Alarms(this, 'Alarms', { stage, data, api, functionOf });
    this.addOutputs(site, api, data, stage);
  }

  private addFunction(row: FunctionRow, places: Places, data: DataStack, buildDir: string): ServiceFunction {
    return new ServiceFunction(this, { row, places, vpc: data.vpc, clients: data.clients, buildDir });
  }

  private addOutputs(site: WebSite, api: HttpApi, { secrets }: DataStack, stage: StageSettings): void {
    const appSecret = secrets['tiktok-app'].secretArn;
    const outputs = {
      SiteUrl: [site.url, 'The web site; the connect page is at /platforms/connect/tiktok'],
      RedirectUri: [`${site.url}/api/auth/tiktok/callback`, 'For Login Kit in the portal of TikTok'],
      WebhookUrl: [`${site.url}/api/webhooks/tiktok`, 'For webhooks in the portal of TikTok'],
      ApiUrl: [
        `https://${api.domainName}`,
        "API Gateway's own address, for calls that need not pass CloudFront",
      ],
      TikTokAppSecretArn: [
        appSecret,
        `Put the app's credentials here: aws secretsmanager put-secret-value --secret-id creator-connect/${stage.stage}/tiktok-app --secret-string file://tiktok-app.json with {"clientKey":"...","clientSecret":"..."}`,
      ],
      SigningSecretArn: [secrets['crm-signing-secret'].secretArn, 'Signs the tokens of the CRM'],
      SiteTarget: [
        site.distribution.distributionDomainName,
        'What the own domain, if any, points to (CNAME)',
      ],
    } as const;
    for (const [name, [value, description]] of Object.entries(outputs)) {
      new CfnOutput(this, name, { value, description });
    }
  }
}

const placesOf = (
  stage: StageSettings,
  { tokenKey, secrets, queues, media }: DataStack,
  site: WebSite,
): Places => ({
  stage,
  publicUrl: site.url,
  tokenKeyArn: tokenKey.keyArn,
  secrets: mapValues(secrets, ({ secretArn }) => secretArn),
  queues: mapValues(queues, ({ main, deadLetters }) => ({
    main: { url: main.queueUrl, arn: main.queueArn },
    deadLetters: { url: deadLetters.queueUrl, arn: deadLetters.queueArn },
  })),
  media: { name: media.bucketName, arn: media.bucketArn, keyPairId: site.mediaKeyPairId },
});

const mapValues = <K extends string, From, To>(
  record: Readonly<Record<K, From>>,
  change: (value: From) => To,
): Record<K, To> => {
  const entries = (Object.entries(record) as [K, From][]).map(
    ([key, value]) => [key, change(value)] as const,
  );
  return Object.fromEntries(entries) as Record<K, To>;
};
