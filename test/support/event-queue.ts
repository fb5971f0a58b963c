import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type LocalAws, startAws } from '../../infra/local/aws/start-aws.ts';

export interface EventQueue {
  readonly aws: LocalAws;
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly deadLetterUrl: string;
  /** Messages that lie there, visible or not. */
  count(queueUrl: string): Promise<number>;
  stop(): Promise<void>;
}

/** The queue of webhook events and its dead letters, behind a real SDK client; failed messages are back within a second. */
export const openEventQueue = async (): Promise<EventQueue> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'event-queue-'));
  const aws = await startAws({ port: 0, dataDir });
  const dead = aws.createQueue('webhook-events-dlq', { MaximumMessageSize: 1_048_576 });
  const queue = aws.createQueue('webhook-events', {
    MaximumMessageSize: 1_048_576,
    VisibilityTimeout: 1,
    RedrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 1000 },
  });
  const client = new SQSClient({
    endpoint: aws.url,
    region: aws.region,
    credentials: aws.rootCredentials,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 500, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
  return {
    aws,
    client,
    queueUrl: queue.url,
    deadLetterUrl: dead.url,
    count: async (QueueUrl) => {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      );
      return (
        Number(Attributes['ApproximateNumberOfMessages']) +
        Number(Attributes['ApproximateNumberOfMessagesNotVisible'])
      );
    },
    stop: async () => {
      client.destroy();
      await aws.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
