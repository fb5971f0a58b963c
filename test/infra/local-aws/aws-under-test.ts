import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { PolicyDocument } from '../../../infra/local/aws/iam.ts';
import {
  type AwsOptions,
  type Credentials,
  type LocalAws,
  startAws,
} from '../../../infra/local/aws/start-aws.ts';

export type AwsUnderTest = {
  readonly aws: LocalAws;
  readonly dataDir: string;
  readonly sqs: SQSClient;
  readonly kms: KMSClient;
  readonly secrets: SecretsManagerClient;
  readonly s3: S3Client;
  /** What the stand-ins logged. */
  readonly lines: string[];
  /** Stops the stand-ins; the folder stays when a restart is to find it. */
  readonly stop: (keep?: { readonly folder: boolean }) => Promise<void>;
};

/** Stand-ins on free ports with a folder of their own, and clients of a principal that may do everything. */
export async function startAwsUnderTest(options: Partial<AwsOptions> = {}): Promise<AwsUnderTest> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'local-aws-'));
  const lines: string[] = [];
  const aws = await startAws({ port: 0, log: (line) => void lines.push(line), ...options, dataDir });
  const clients = connectClients(aws);
  return {
    aws,
    dataDir,
    ...clients,
    lines,
    stop: async ({ folder } = { folder: false }) => {
      for (const client of Object.values(clients)) client.destroy();
      await aws.close();
      if (!folder) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The SDK clients as a worker would have them; the root principal's unless credentials are given. Without retries. */
export function connectClients(
  aws: LocalAws,
  credentials: Credentials = aws.rootCredentials,
  region = aws.region,
) {
  const settings = { endpoint: aws.url, region, credentials, maxAttempts: 1 };
  return {
    sqs: new SQSClient(settings),
    kms: new KMSClient(settings),
    secrets: new SecretsManagerClient(settings),
    // The checksums of newer clients are not known to the stand-in, and browsers cannot send them with a presigned address.
    s3: new S3Client({
      ...settings,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
  };
}

/** Clients of a role with just these statements. */
export function connectRole(aws: LocalAws, roleName: string, statements: readonly PolicyDocument[]) {
  const credentials = { accessKeyId: `AKIA${roleName}`, secretAccessKey: `secret of ${roleName}` };
  const policies = [{ Version: '2012-10-17', Statement: statements }];
  aws.addPrincipal({ ...credentials, roleName, policies });
  return connectClients(aws, credentials);
}

/** What a call failed with; throws when it did not fail. */
export async function catchError(call: Promise<unknown>): Promise<Error> {
  const failure: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (isError(failure)) return failure;
  throw new Error('The call was expected to fail and did not.');
}

/** By its shape, since Node's own errors come from outside jest's realm and are no instances of its Error. */
function isError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'name' in value && 'message' in value;
}

/** Returns once the condition holds; throws when it does not come to hold. */
export async function waitFor(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('What was waited for did not happen.');
}
