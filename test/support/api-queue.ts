import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type LocalAws, startAws } from '../../infra/local/aws/start-aws.ts';
import { createSender, redrive, type Send } from '../../shared/queue/sqs.ts';

export interface WebhookQueue {
  readonly aws: LocalAws;
  readonly send: Send;
  readonly sendDead: Send;
  readonly redrive: (until: Date) => Promise<{ moved: number; remaining: number }>;
  /** What the queue and the dead-letter queue hold, by name. */
  bodies(): Promise<Readonly<Record<string, readonly string[]>>>;
  close(): Promise<void>;
}

/** The queue of webhook events and its dead letters, in a real queue service. */
export const startWebhookQueue = async (): Promise<WebhookQueue> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'webhook-queue-'));
  const aws = await startAws({ port: 0, dataDir });
  const { url, region, rootCredentials: credentials } = aws;
  const client = new SQSClient({ endpoint: url, region, credentials, maxAttempts: 1 });
  const queueUrl = aws.createQueue('webhook-events').url;
  const deadLetterUrl = aws.createQueue('webhook-events-dlq').url;
  return {
    aws,
    send: createSender(client, queueUrl),
    sendDead: createSender(client, deadLetterUrl),
    redrive: (until) => redrive({ client, queueUrl, deadLetterUrl, now: () => new Date() }, until),
    bodies: async () =>
      Object.fromEntries((await aws.dumpQueues()).map(({ queue, bodies }) => [queue, bodies])),
    close: async () => {
      client.destroy();
      await aws.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

/** The header that TikTok signs a delivery with (tiktok-api.md section 7.4). */
export const signDelivery = (body: string | Uint8Array, secret: string, at: Date): string => {
  const timestamp = Math.floor(at.getTime() / 1000);
  const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
  return `t=${timestamp},s=${signature}`;
};
