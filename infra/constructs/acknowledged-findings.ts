import { CfnElement, type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { functions } from '../../shared/contract/functions.ts';
import { routes } from '../../shared/contract/routes.ts';
import { usesDatabase, usesMedia } from '../../shared/contract/rows.ts';
import { mediaPrefix } from '../../shared/media/env.ts';
import type { DataStack } from '../data-stack.ts';
import type { StageSettings } from '../stages.ts';

/** A finding of the AwsSolutions rules that stays as it is, and why. */
interface Acknowledgement {
  /** Where, from the stack down; it must exist. */
  readonly path: string;
  readonly rules: readonly string[];
  readonly reason: string;
}

const ofStarterData: readonly Acknowledgement[] = [
  {
    path: 'Network/Vpc/natSubnet1/NatInstance',
    rules: ['AwsSolutions-EC28', 'AwsSolutions-EC29'],
    reason:
      'A NAT instance holds no data and is replaced by each newer image; its failure shows in the alarms of the functions behind it. Production has NAT gateways.',
  },
  {
    path: 'Database/Postgres',
    rules: ['AwsSolutions-RDS3', 'AwsSolutions-RDS10'],
    reason: 'The starter stage is a trial: one zone, and deleted with its stack. Production has both.',
  },
];

const ofData: readonly Acknowledgement[] = [
  {
    path: 'Secrets/TikTokApp',
    rules: ['AwsSolutions-SMG4'],
    reason:
      "TikTok issues this secret; a person replaces it in TikTok's portal, and two are valid meanwhile.",
  },
  {
    path: 'Secrets/Signing',
    rules: ['AwsSolutions-SMG4'],
    reason: 'The CRM holds the same secret; a person replaces both together.',
  },
  {
    path: 'Secrets/MediaSigning',
    rules: ['AwsSolutions-SMG4'],
    reason: 'Half of a key pair whose other half is a setting: a person replaces both together.',
  },
  ...['Owner', 'App', 'Worker'].map((login) => ({
    path: `Database/${login}`,
    rules: ['AwsSolutions-SMG4'],
    reason:
      'Generated, never shown, and usable from inside the network only; the runbook says how to replace it. A rotation function would be one more holder of all passwords.',
  })),
  {
    path: 'Database/Postgres',
    rules: ['AwsSolutions-RDS11'],
    reason: 'Only the client group reaches the database, whatever its port.',
  },
  {
    path: 'Media/Bucket',
    rules: ['AwsSolutions-S1'],
    reason:
      'No object is public. The functions that sign addresses log for whom; a log of each part would cost more than it tells, and CloudTrail can record reads where an operator asks for it.',
  },
];

const ofService: readonly Acknowledgement[] = [
  ...routes
    .filter(({ auth }) => auth.kind === 'none' || auth.kind === 'signature')
    .map(({ operationId }) => ({
      path: `HttpApi/${operationId}`,
      rules: ['AwsSolutions-APIG4'],
      reason:
        'Open by its contract: guarded by a signature, or by state and cookie, or with nothing to guard.',
    })),
  ...functions.filter(usesDatabase).map(({ operationId }) => ({
    path: `${operationId}/Role`,
    rules: ['AwsSolutions-IAM5[Resource::*]'],
    reason: 'Lambda manages the network interfaces of a VPC function; EC2 admits no narrower resource.',
  })),
  {
    path: 'WebSite/Bucket',
    rules: ['AwsSolutions-S1'],
    reason: 'Public pages that CloudFront alone may read.',
  },
  {
    path: 'WebSite/Distribution',
    rules: ['AwsSolutions-CFR1'],
    reason: 'Creators live anywhere.',
  },
  {
    path: 'WebSite/Distribution',
    rules: ['AwsSolutions-CFR2'],
    reason: 'Throttles per route and signatures protect the API; a firewall costs more than a starter stage.',
  },
  {
    path: 'WebSite/Distribution',
    rules: ['AwsSolutions-CFR3'],
    reason:
      "CloudFront's standard logs hold the query, in which the callback carries code and state. API Gateway logs requests without it.",
  },
];

const withoutOwnDomain: readonly Acknowledgement[] = [
  {
    path: 'WebSite/Distribution',
    rules: ['AwsSolutions-CFR4'],
    reason: "CloudFront's own certificate fixes the TLS policy. With an own domain it is TLS 1.2 (2021).",
  },
];

/** The library's own function that copies the pages into the bucket. */
const ofPagesDeployment = (bucketId: string) => ({
  rules: [
    'AwsSolutions-L1',
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    ...['s3:GetBucket*', 's3:GetObject*', 's3:List*', 's3:Abort*', 's3:DeleteObject*'].map(
      (action) => `AwsSolutions-IAM5[Action::${action}]`,
    ),
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*]',
    `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/*]`,
  ],
  reason:
    "The library's; it runs during a deployment only, and reaches the bootstrap and the site bucket only.",
});

/** The functions that reach all media; the finding names the bucket by what the data stack exports it as. */
const ofMediaRoles = (data: DataStack): readonly Acknowledgement[] => {
  const users = functions.filter(usesMedia);
  // Asked for by nobody, the export would be made by this question.
  if (users.length === 0) return [];
  const { 'Fn::ImportValue': name } = data.resolve(data.exportValue(data.media.bucketArn));
  return users.map(({ operationId }) => ({
    path: `${operationId}/Role`,
    rules: [`AwsSolutions-IAM5[Resource::${name}/${mediaPrefix}*]`],
    reason:
      'One object for each upload, of every tenant: a role has no tenant. Keys are made from the tenant of the row that names the object.',
  }));
};

/** Names each finding that stays and why. Throws when a named construct is no more. */
export const acknowledgeFindings = (data: DataStack, service: Stack, stage: StageSettings): void => {
  for (const entry of [...ofData, ...(stage.isProtected ? [] : ofStarterData)]) acknowledge(data, entry);
  const ofDomain = stage.domain === undefined ? withoutOwnDomain : [];
  for (const entry of [...ofService, ...ofMediaRoles(data), ...ofDomain]) acknowledge(service, entry);
  acknowledgePagesDeployment(service);
};

const acknowledge = (stack: Stack, { path, rules, reason }: Acknowledgement): void => {
  const target = path.split('/').reduce<IConstruct>((scope, id) => scope.node.findChild(id), stack);
  for (const id of rules) Validations.of(target).acknowledge({ id, reason });
};

const acknowledgePagesDeployment = (service: Stack): void => {
  const bucket = service.node.findChild('WebSite').node.findChild('Bucket').node.defaultChild;
  const provider = service.node.children.find(({ node }) =>
    node.id.startsWith('Custom::CDKBucketDeployment'),
  );
  if (!(bucket instanceof CfnElement) || provider === undefined)
    throw new Error('The pages have no deployment.');
  const { rules, reason } = ofPagesDeployment(service.getLogicalId(bucket));
  for (const id of rules) Validations.of(provider).acknowledge({ id, reason });
};
