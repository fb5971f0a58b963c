import { randomUUID } from 'node:crypto';
import type { SQSEvent } from 'aws-lambda';
import { Failure } from '../../shared/core/failure.ts';
import type { QueueMessage, Send } from '../../shared/queue/sqs.ts';
import type { QueueHandler } from './queue-poller.ts';

export const publishQueues = ['submit-posts', 'transfer-media', 'post-progress', 'dead-letters'] as const;
export type PublishQueue = (typeof publishQueues)[number];

export interface Waiting {
  readonly queue: PublishQueue;
  readonly message: QueueMessage;
  readonly dueAt: Date;
  readonly receives: number;
}

/** The queues of publishing in memory, with delays of the world's time. */
export interface PublishQueues {
  /** What waits in them, in the order in which it was sent. A test may take out what is to be lost. */
  readonly waiting: Waiting[];
  /** Everything that was ever sent. */
  readonly sent: { readonly queue: PublishQueue; readonly body: unknown; readonly delaySeconds: number }[];
  /** Queues that take nothing at the moment. */
  readonly away: Set<PublishQueue>;
  sender(queue: PublishQueue): Send;
  /** Takes out what is due first and not later than `until`; what was due at the same time in the order of sending. */
  take(until: Date): Waiting | undefined;
  /** Hands a message to its function as Lambda does; what fails is back after half a minute. */
  deliver(taken: Waiting, handler: QueueHandler): Promise<void>;
}

const backAfterMs = 30_000;

const writeEvent = ({ message, receives }: Waiting): SQSEvent => ({
  Records: [
    {
      messageId: randomUUID(),
      receiptHandle: randomUUID(),
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(receives),
        SentTimestamp: '0',
        SenderId: '',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, stringValue]) => [
          name,
          { stringValue, dataType: 'String' },
        ]),
      ),
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: '',
      awsRegion: '',
    },
  ],
});

export const openPublishQueues = (now: () => Date): PublishQueues => {
  const waiting: Waiting[] = [];
  const sent: PublishQueues['sent'] = [];
  const away = new Set<PublishQueue>();
  const after = (ms: number): Date => new Date(now().getTime() + ms);
  return {
    waiting,
    sent,
    away,
    sender: (queue) => async (message) => {
      if (away.has(queue)) throw new Failure('queue_unavailable', { detail: 'The queue is away.' });
      const { delaySeconds = 0 } = message;
      sent.push({ queue, body: JSON.parse(message.body), delaySeconds });
      waiting.push({ queue, message, dueAt: after(delaySeconds * 1_000), receives: 1 });
    },
    take: (until) => {
      const due = waiting.filter(({ queue, dueAt }) => queue !== 'dead-letters' && dueAt <= until);
      const [first] = due.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
      if (first !== undefined) waiting.splice(waiting.indexOf(first), 1);
      return first;
    },
    deliver: async (taken, handler) => {
      const { batchItemFailures } = await handler(writeEvent(taken));
      if (batchItemFailures.length === 0) return;
      waiting.push({ ...taken, dueAt: after(backAfterMs), receives: taken.receives + 1 });
    },
  };
};
