import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CallCounters, createCallCounters } from './call-counters.ts';
import { createFaults, type Fault } from './faults.ts';
import { handleRequest } from './gateway.ts';
import { createKmsService } from './kms.ts';
import { openKmsKeys } from './kms-keys.ts';
import { openLoopbackServer } from './loopback-server.ts';
import { createPrincipals, type PrincipalProps } from './principals.ts';
import { openQueues, type QueueAttributes } from './queues.ts';
import { type BucketContent, type BucketProps, openBuckets } from './s3/buckets.ts';
import { handleS3Request, isForS3 } from './s3/handle-s3.ts';
import { openSecretStore, type SecretProps } from './secret-store.ts';
import { requireVersion } from './secret-versions.ts';
import { createSecretsManagerService } from './secrets-manager.ts';
import { createSqsService, writeQueueUrl } from './sqs.ts';

export type { CallCounters } from './call-counters.ts';
export type { Fault } from './faults.ts';
export type { PolicyDocument } from './iam.ts';
export type { PrincipalProps } from './principals.ts';
export type { QueueAttributes } from './queues.ts';
export type { BucketContent, BucketProps } from './s3/buckets.ts';
export type { CorsRule } from './s3/cors.ts';
export type { SecretProps } from './secret-store.ts';

export type AwsOptions = {
  /** 4020 unless given; 0 takes any free port. */
  readonly port?: number;
  /** When given, fauxqs also listens on this loopback port (0: any), without signatures and IAM, for looking at queues by hand. */
  readonly fauxqsPort?: number;
  /** Where keys, secrets, messages and objects are kept. */
  readonly dataDir: string;
  readonly region?: string;
  /** fauxqs knows one account only, which is also the default: 000000000000. */
  readonly accountId?: string;
  /** Gets a line for each denial and each failure of the stand-ins themselves. */
  readonly log?: (line: string) => void;
};

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};

export type LocalAws = {
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
  readonly region: string;
  readonly accountId: string;
  /** Where fauxqs listens itself, if it was asked to. */
  readonly fauxqsUrl: string | undefined;
  /** A principal that may do everything, for tooling and tests; new at each start. */
  readonly rootCredentials: Credentials;
  /** Lets a role call with this access key; throws when one of its policies is not fully understood. */
  readonly addPrincipal: (props: PrincipalProps) => void;
  readonly removePrincipal: (accessKeyId: string) => void;
  readonly createQueue: (
    name: string,
    attributes?: QueueAttributes,
  ) => { readonly url: string; readonly arn: string };
  readonly createKey: (
    id: string,
    props?: { readonly alias?: string },
  ) => { readonly arn: string; readonly keyId: string };
  readonly createSecret: (id: string, props: SecretProps) => { readonly arn: string };
  readonly createBucket: (
    name: string,
    props?: BucketProps,
  ) => { readonly name: string; readonly arn: string };
  /** What lies in a bucket, and which uploads to it are under way; throws when there is no such bucket. */
  readonly readBucket: (name: string) => BucketContent;
  /** The current value of a secret, by ARN or name; throws when there is none. */
  readonly readSecret: (arn: string) => string;
  /** Puts a new current value. */
  readonly writeSecret: (arn: string, secretString: string) => void;
  /** The body of every stored message, none of them changed. */
  readonly dumpQueues: () => Promise<{ readonly queue: string; readonly bodies: string[] }[]>;
  readonly counters: CallCounters;
  readonly setFault: (fault: Fault) => void;
  readonly clearFaults: () => void;
  /** Ends long polls, answers what is under way and stops listening, within a second. */
  readonly close: () => Promise<void>;
};

const defaultPort = 4020;

/**
 * Starts SQS, KMS, Secrets Manager and S3 behind one loopback address. What was created before under the same `dataDir` is there
 * again, with its messages, key material, values and objects. Throws an error that names the port when it is taken.
 */
export async function startAws(options: AwsOptions): Promise<LocalAws> {
  const { dataDir, region = 'eu-central-1', accountId = '000000000000', log = () => {} } = options;
  if (accountId !== '000000000000')
    throw new Error(`fauxqs knows account 000000000000 only, not ${accountId}.`);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const closing = new AbortController();
  const principals = createPrincipals();
  const faults = createFaults();
  const { counters, count } = createCallCounters();
  const keys = openKmsKeys(join(dataDir, 'kms-keys.json'), `arn:aws:kms:${region}:${accountId}:`);
  const secretPrefix = `arn:aws:secretsmanager:${region}:${accountId}:secret:`;
  const secrets = openSecretStore(join(dataDir, 'secrets.json'), secretPrefix);
  const buckets = openBuckets(join(dataDir, 's3'));
  const queues = await openQueues(dataDir, region);
  const services = [
    createSqsService({
      queues,
      region,
      accountId,
      readGatewayUrl: () => server.url,
    }),
    createKmsService(keys, accountId),
    createSecretsManagerService(secrets, secretPrefix),
  ];
  const common = { region, accountId, principals, faults, count, log, closing: closing.signal };
  const gateway = { ...common, services };
  const s3 = { ...common, buckets, readUrl: () => server.url };
  const server = await openLoopbackServer(options.port ?? defaultPort, (request, response) => {
    void (isForS3(request)
      ? handleS3Request(request, response, s3)
      : handleRequest(request, response, gateway));
  }).catch(closeAfter(queues.close));
  const { fauxqsPort } = options;
  const fauxqsUrl =
    fauxqsPort === undefined
      ? undefined
      : `http://127.0.0.1:${await queues.listen(fauxqsPort).catch(closeAfter(server.close, queues.close))}`;

  const rootCredentials = {
    accessKeyId: 'AKIALOCALROOT',
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  principals.add({
    ...rootCredentials,
    roleName: 'local-root',
    policies: [allowEverything],
  });

  return {
    url: server.url,
    region,
    accountId,
    fauxqsUrl,
    rootCredentials,
    addPrincipal: principals.add,
    removePrincipal: principals.remove,
    createQueue: (name, attributes = {}) => {
      queues.create(name, attributes);
      return {
        url: writeQueueUrl(server.url, accountId, name),
        arn: `arn:aws:sqs:${region}:${accountId}:${name}`,
      };
    },
    createKey: (id, props) => {
      const { arn, keyId } = keys.create(id, props);
      return { arn, keyId };
    },
    createBucket: (name, props = {}) => ({ name, arn: buckets.create(name, props).arn }),
    readBucket: buckets.describe,
    createSecret: (id, props) => ({ arn: secrets.create(id, props).arn }),
    readSecret: (arn) => {
      const { secretString } = requireVersion(requireSecret(arn).versions, {});
      if (secretString === undefined) throw new Error(`The secret ${arn} holds bytes, not text.`);
      return secretString;
    },
    writeSecret: (arn, secretString) => void secrets.put(requireSecret(arn), { secretString }),
    dumpQueues: async () => queues.dump(),
    counters,
    setFault: faults.set,
    clearFaults: faults.clear,
    close: async () => {
      closing.abort();
      queues.endPolls();
      await server.close();
      await queues.close();
    },
  };

  function requireSecret(reference: string) {
    const secret = secrets.find(reference);
    if (!secret) throw new Error(`There is no secret ${reference}.`);
    return secret;
  }
}

const allowEverything = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** Undoes what was opened before the step that failed, and lets the failure go on. */
function closeAfter(...closers: readonly (() => Promise<void>)[]): (cause: unknown) => Promise<never> {
  return async (cause) => {
    for (const close of closers) await close();
    throw cause;
  };
}
