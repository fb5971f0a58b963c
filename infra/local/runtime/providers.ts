import * as z from 'zod';
import type { LocalAws } from '../aws/start-aws.ts';
import type { Provide } from './cloud.ts';
import { flag, number, type Placed, readProperties } from './properties.ts';
import { provideBucket } from './provide-bucket.ts';
import { provideSecret, provideSecretAttachment } from './provide-secret.ts';
import { evaluate } from './template.ts';

/** What the stand-ins are made of. */
export interface Ground {
  readonly aws: LocalAws;
  readonly database: { readonly host: string; readonly port: number };
  /** The address of API and site, without a slash at its end. */
  readonly publicUrl: string;
}

/** Per type, how the stand-in is made and what it is known by. All are idempotent over restarts. */
export const createProviders = (ground: Ground): Readonly<Record<string, Provide>> => ({
  'AWS::SQS::Queue': (placed) => provideQueue(placed, ground),
  'AWS::KMS::Key': ({ logicalId }) => {
    const { arn, keyId } = ground.aws.createKey(logicalId);
    return { ref: keyId, attributes: { Arn: arn, KeyId: keyId } };
  },
  'AWS::KMS::Alias': (placed) => provideAlias(placed, ground),
  'AWS::SecretsManager::Secret': (placed) => provideSecret(placed, ground.aws),
  'AWS::SecretsManager::SecretTargetAttachment': (placed) => provideSecretAttachment(placed, ground),
  'AWS::RDS::DBInstance': ({ logicalId }) => ({
    ref: logicalId.toLowerCase(),
    attributes: {
      'Endpoint.Address': ground.database.host,
      'Endpoint.Port': String(ground.database.port),
    },
  }),
  'AWS::IAM::Role': named('role', 'RoleName'),
  'AWS::IAM::Policy': ({ logicalId }) => ({ ref: logicalId, attributes: {} }),
  'AWS::Lambda::Function': named('function', 'FunctionName'),
  'AWS::Lambda::Version': (placed) => {
    const { FunctionName } = readProperties(placed, { FunctionName: z.string() }, [
      'Description',
      'CodeSha256',
    ]);
    const { region, accountId } = placed.scope;
    return {
      ref: `arn:aws:lambda:${region}:${accountId}:function:${FunctionName}:1`,
      attributes: { Version: '1' },
    };
  },
  // Policies name it, and nothing else does: logs go to files.
  'AWS::Logs::LogGroup': named('log-group', 'LogGroupName'),
  'AWS::Lambda::Permission': opaque,
  'AWS::Lambda::EventSourceMapping': opaque,
  // How often Lambda repeats an asynchronous call; schedules alone make those, and the next run repeats them here.
  'AWS::Lambda::EventInvokeConfig': opaque,
  'AWS::ApiGatewayV2::Api': ({ logicalId, scope }) => {
    const id = logicalId.toLowerCase().slice(-10);
    return {
      ref: id,
      attributes: {
        ApiId: id,
        ApiEndpoint: `https://${id}.execute-api.${scope.region}.amazonaws.com`,
        Arn: `arn:aws:apigateway:${scope.region}::/apis/${id}`,
      },
    };
  },
  'AWS::ApiGatewayV2::Stage': opaque,
  'AWS::ApiGatewayV2::Route': opaque,
  'AWS::ApiGatewayV2::Integration': opaque,
  'AWS::ApiGatewayV2::Authorizer': ({ logicalId }) => ({
    ref: logicalId,
    attributes: { AuthorizerId: logicalId },
  }),
  'AWS::Events::Rule': named('rule', 'Name'),
  'AWS::Scheduler::Schedule': named('schedule', 'Name'),
  'AWS::Scheduler::ScheduleGroup': named('schedule-group', 'Name'),
  'AWS::S3::Bucket': (placed) => provideBucket(placed, ground.aws),
  'AWS::CloudFront::Function': ({ logicalId, scope }) => {
    const arn = `arn:aws:cloudfront::${scope.accountId}:function/${logicalId}`;
    return { ref: arn, attributes: { FunctionARN: arn, 'FunctionMetadata.FunctionARN': arn } };
  },
  // The site is read from its folder; the origins of the distribution name this all the same.
  'AWS::CloudFront::OriginAccessControl': opaque,
  'AWS::CloudFront::PublicKey': opaque,
  'AWS::CloudFront::KeyGroup': opaque,
  'AWS::CloudFront::ResponseHeadersPolicy': opaque,
  'AWS::CloudFront::Distribution': ({ logicalId }) => ({
    ref: logicalId,
    attributes: { Id: logicalId, DomainName: new URL(ground.publicUrl).host },
  }),
});

/** Nothing more is asked of it than a name. */
const opaque: Provide = ({ logicalId }) => ({ ref: logicalId, attributes: { Id: logicalId } });

/** How the ARN of each kind of named resource begins after `arn:aws:`. */
const arnForms = {
  role: (_region: string, accountId: string) => `iam::${accountId}:role/`,
  rule: (region: string, accountId: string) => `events:${region}:${accountId}:rule/`,
  schedule: (region: string, accountId: string) => `scheduler:${region}:${accountId}:schedule/default/`,
  'schedule-group': (region: string, accountId: string) => `scheduler:${region}:${accountId}:schedule-group/`,
  'log-group': (region: string, accountId: string) => `logs:${region}:${accountId}:log-group:`,
  function: (region: string, accountId: string) => `lambda:${region}:${accountId}:function:`,
} as const;

/** Resources whose `Ref` is their name: the one given in `property`, else one made from stack and logical id. */
const named =
  (kind: keyof typeof arnForms, property: string): Provide =>
  ({ logicalId, resource, scope }) => {
    const given = evaluate(resource.Properties[property], scope);
    const name = typeof given === 'string' ? given : `${scope.stackName}-${logicalId}`;
    const end = kind === 'log-group' ? ':*' : '';
    return {
      ref: name,
      attributes: { Arn: `arn:aws:${arnForms[kind](scope.region, scope.accountId)}${name}${end}` },
    };
  };

const queueShape = {
  QueueName: z.string().optional(),
  VisibilityTimeout: number.optional(),
  MessageRetentionPeriod: number.optional(),
  MaximumMessageSize: number.optional(),
  DelaySeconds: number.optional(),
  ReceiveMessageWaitTimeSeconds: number.optional(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: number }).optional(),
  FifoQueue: flag.refine((isFifo) => !isFifo, 'FIFO queues have no stand-in').optional(),
};

/** Encryption at rest is asserted on the template; here the messages lie in `.local/`. */
const ignoredOfQueues = ['SqsManagedSseEnabled', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'Tags'];

const provideQueue = (placed: Placed, { aws }: Ground) => {
  const {
    QueueName,
    FifoQueue: _,
    ...attributes
  } = readProperties(placed, queueShape, [...ignoredOfQueues, 'RedriveAllowPolicy']);
  const name = QueueName ?? placed.logicalId;
  const given = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
  const { url, arn } = aws.createQueue(name, given);
  return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
};

const provideAlias = (placed: Placed, { aws }: Ground) => {
  const { AliasName, TargetKeyId } = readProperties(placed, {
    AliasName: z.string(),
    TargetKeyId: z.string(),
  });
  const target = placed.resource.Properties['TargetKeyId'];
  const logicalId = z
    .union([
      z.object({ Ref: z.string() }).transform(({ Ref }) => Ref),
      z.object({ 'Fn::GetAtt': z.array(z.string()) }).transform((value) => value['Fn::GetAtt'][0]),
    ])
    .parse(target);
  if (logicalId === undefined) throw new Error(`The alias ${AliasName} names no key of its template.`);
  aws.createKey(logicalId, { alias: AliasName });
  return { ref: AliasName, attributes: { TargetKeyId } };
};
