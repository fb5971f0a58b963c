import { randomBytes } from 'node:crypto';
import type { LocalAws } from '../aws/start-aws.ts';
import { type Assembly, readAssembly } from './assembly.ts';
import { type Cloud, createCloud } from './cloud.ts';
import { createOwners } from './database-owner.ts';
import { type EventSource, openEventSource } from './event-source.ts';
import { createForwardObject } from './forward-object.ts';
import { createHttpApi } from './http-api.ts';
import { type Migrated, runTriggers } from './migration.ts';
import { createProviders } from './providers.ts';
import { readApi } from './read-api.ts';
import { readFunctions } from './read-functions.ts';
import { readSite } from './read-site.ts';
import { readEventSources, readSchedules } from './read-sources.ts';
import { type RunningFunctions, runFunctions } from './run-functions.ts';
import { startSchedules } from './schedules.ts';
import { createSite } from './site.ts';
import { openWebServer, type WebServer } from './web-server.ts';

export interface CloudOptions {
  readonly assemblyDir: string;
  readonly aws: LocalAws;
  readonly database: { readonly host: string; readonly port: number; readonly superuserUrl: string };
  readonly publicUrl: string;
  readonly webPort: number;
  readonly logsDir: string;
  /** When schedules first run; `never` for tests that run them by hand. */
  readonly schedulesFirstAfterMs: number | 'never';
  /** Called when all secrets exist and no function has run yet. */
  readonly fillSecrets: (cloud: Cloud) => void;
  readonly log: (line: string) => void;
}

export interface RunningCloud {
  readonly cloud: Cloud;
  readonly functions: RunningFunctions;
  readonly webPort: number;
  readonly migrated: readonly Migrated[];
  readonly close: () => Promise<void>;
}

/**
 * Stands up what an assembly describes: stand-ins, logins, functions, the migration and then, only when that is done,
 * everything that lets traffic in. Throws on whatever it does not know, and leaves nothing running then.
 */
export const runCloud = async (options: CloudOptions): Promise<RunningCloud> => {
  const { aws, log } = options;
  const assembly = await readAssembly(options.assemblyDir);
  const cloud = createCloud(assembly, createProviders(options));
  for (const type of createdFirst) for (const placed of cloud.ofType(type)) cloud.identityOf(placed);
  options.fillSecrets(cloud);
  await createOwners(cloud, aws, options.database.superuserUrl);
  const functions = runFunctions(readFunctions(cloud), aws, options.logsDir, log);
  try {
    const migrated = await runTriggers(cloud, functions.invoke);
    const traffic = await letTrafficIn(options, assembly, cloud, functions);
    return {
      cloud,
      functions,
      migrated,
      webPort: traffic.web.port,
      close: async () => {
        traffic.schedules?.close();
        await Promise.all([
          traffic.web.close(),
          ...traffic.sources.map((source) => source.close()),
          functions.close(),
        ]);
      },
    };
  } catch (error) {
    await functions.close();
    throw error;
  }
};

/** What holds something whether or not anybody refers to it. */
const createdFirst = [
  'AWS::KMS::Key',
  'AWS::KMS::Alias',
  'AWS::SecretsManager::Secret',
  'AWS::SecretsManager::SecretTargetAttachment',
  'AWS::SQS::Queue',
  'AWS::S3::Bucket',
];

interface Traffic {
  readonly web: WebServer;
  readonly sources: readonly EventSource[];
  readonly schedules: { readonly close: () => void } | undefined;
}

const letTrafficIn = async (
  options: CloudOptions,
  assembly: Assembly,
  cloud: Cloud,
  functions: RunningFunctions,
): Promise<Traffic> => {
  const web = await openWeb(options, assembly, cloud, functions);
  const sources: EventSource[] = [];
  try {
    for (const source of readEventSources(cloud)) {
      const { pool, credentials } = functions.byArn(source.functionArn);
      const { aws, log } = options;
      const where = { endpoint: aws.url, region: cloud.region, credentials };
      sources.push(await openEventSource({ source, ...where, invoke: pool.invoke, log }));
    }
    return { web, sources, schedules: startAll(options, cloud, functions) };
  } catch (error) {
    await Promise.all([web.close(), ...sources.map((source) => source.close())]);
    throw error;
  }
};

/** API and site on one address; without a distribution in the templates the API alone. */
const openWeb = (
  { webPort, aws }: CloudOptions,
  assembly: Assembly,
  cloud: Cloud,
  { invoke }: RunningFunctions,
): Promise<WebServer> => {
  const { accountId, region } = cloud;
  const api = readApi(cloud) ?? { id: 'none', cors: undefined, routes: [] };
  const { handle: handleApi } = createHttpApi({ api, accountId, region, invoke });
  const site = readSite(cloud, assembly);
  if (site === undefined) return openWebServer(webPort, handleApi);
  const forwardObject = createForwardObject({
    url: aws.url,
    region,
    credentials: addOriginPrincipal(aws),
  });
  return openWebServer(webPort, createSite({ site, handleApi, forwardObject }).handle);
};

/** CloudFront as S3 knows it: it may get what a bucket's policy admits (read-origin.ts asks that), and list nothing. */
const addOriginPrincipal = (aws: LocalAws) => {
  const credentials = {
    accessKeyId: 'AKIALOCALCLOUDFRONT',
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::*' }];
  aws.addPrincipal({
    ...credentials,
    roleName: 'cloudfront',
    policies: [{ Version: '2012-10-17', Statement }],
  });
  return credentials;
};

const startAll = (
  options: CloudOptions,
  cloud: Cloud,
  { invoke }: RunningFunctions,
): Traffic['schedules'] => {
  const schedules = readSchedules(cloud);
  const { accountId, region } = cloud;
  if (options.schedulesFirstAfterMs === 'never') return undefined;
  return startSchedules({
    schedules,
    accountId,
    region,
    invoke,
    firstAfterMs: options.schedulesFirstAfterMs,
  });
};
