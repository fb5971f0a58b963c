import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type LocalAws, startAws } from '../../infra/local/aws/start-aws.ts';
import { countMessages } from '../../shared/queue/sqs.ts';
import type { KeyService } from '../../shared/vault/data-keys.ts';
import { createKmsKeyService } from '../../shared/vault/kms.ts';

export interface TokenCloud {
  readonly aws: LocalAws;
  /** As a test's own side uses it: without retries. */
  readonly keyService: KeyService;
  readonly keyArn: string;
  readonly sqs: SQSClient;
  readonly lifeboatUrl: string;
  readonly deadLetterUrl: string;
  /** What waits in the lifeboat, visible or not. */
  countLifeboat(): Promise<number>;
  close(): Promise<void>;
}

/** The token key and the lifeboat queue, over real HTTP. A message whose consumer was killed is back after two seconds. */
export const startTokenCloud = async (): Promise<TokenCloud> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'token-cloud-'));
  const aws = await startAws({ port: 0, dataDir });
  const { arn: keyArn } = aws.createKey('token-key');
  const deadLetters = aws.createQueue('token-lifeboat-dlq');
  const lifeboat = aws.createQueue('token-lifeboat', {
    VisibilityTimeout: 2,
    RedrivePolicy: { deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 1000 },
  });
  const settings = {
    endpoint: aws.url,
    region: aws.region,
    credentials: aws.rootCredentials,
    maxAttempts: 1,
  };
  const kms = new KMSClient(settings);
  const sqs = new SQSClient(settings);
  return {
    aws,
    keyService: createKmsKeyService({ client: kms, keyArn }),
    keyArn,
    sqs,
    lifeboatUrl: lifeboat.url,
    deadLetterUrl: deadLetters.url,
    countLifeboat: () => countMessages(sqs, lifeboat.url),
    close: async () => {
      kms.destroy();
      sqs.destroy();
      await aws.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
