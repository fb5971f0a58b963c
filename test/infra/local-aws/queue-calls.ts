import {
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { AwsUnderTest } from './aws-under-test.ts';

export type QueueCalls = ReturnType<typeof createQueueCalls>;

/** What the SQS tests do again and again. */
export function createQueueCalls(under: AwsUnderTest) {
  let made = 0;

  /** A queue of its own for each test. */
  function createQueue(attributes: Record<string, unknown> = {}) {
    made += 1;
    return under.aws.createQueue(`queue-${made}`, attributes);
  }

  async function send(QueueUrl: string, MessageBody: string, extra: { DelaySeconds?: number } = {}) {
    await under.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...extra }));
  }

  async function receive(QueueUrl: string, WaitTimeSeconds = 0): Promise<Message[]> {
    const call = {
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds,
      MessageSystemAttributeNames: ['All' as const],
    };
    const { Messages } = await under.sqs.send(
      new ReceiveMessageCommand({ ...call, MessageAttributeNames: ['All'] }),
    );
    return Messages ?? [];
  }

  /** The one message that is expected. */
  async function receiveOne(url: string, waitSeconds = 0): Promise<Message> {
    const [message, ...others] = await receive(url, waitSeconds);
    if (!message || others.length > 0) throw new Error(`Expected one message, not ${others.length}.`);
    return message;
  }

  async function countMessages(QueueUrl: string): Promise<Record<string, number>> {
    const { Attributes = {} } = await under.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return {
      ready: Number(Attributes['ApproximateNumberOfMessages']),
      inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
      delayed: Number(Attributes['ApproximateNumberOfMessagesDelayed']),
    };
  }

  return { createQueue, send, receive, receiveOne, countMessages };
}
