import type { Message } from '@aws-sdk/client-sqs';
import { isRecord } from './template.ts';

/** The event in which Lambda hands messages of a queue to a function. */
export const createSqsEvent = (messages: readonly Message[], queueArn: string, region: string) => ({
  Records: messages.map((message) => ({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, attribute]) => [
        name,
        {
          ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
          ...(attribute.BinaryValue === undefined
            ? {}
            : { binaryValue: Buffer.from(attribute.BinaryValue).toString('base64') }),
          stringListValues: [],
          binaryListValues: [],
          dataType: attribute.DataType,
        },
      ]),
    ),
    md5OfBody: message.MD5OfBody,
    ...(message.MD5OfMessageAttributes === undefined
      ? {}
      : { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  })),
});

/**
 * The messages of a batch that count as done. Without partial responses all do. With them, as Lambda reads the
 * answer: none is named → all; an item that is empty or names a message outside the batch, or an answer of another
 * form → none, so the whole batch comes again.
 */
export const selectDone = (
  messages: readonly Message[],
  payload: unknown,
  reportsItemFailures: boolean,
): readonly Message[] => {
  if (!reportsItemFailures || payload === null || payload === '') return messages;
  if (!isRecord(payload)) return [];
  const failures = payload['batchItemFailures'];
  if (failures === undefined || failures === null) return messages;
  if (!Array.isArray(failures)) return [];
  const names = failures.map((item: unknown) => (isRecord(item) ? item['itemIdentifier'] : undefined));
  const known = new Set(messages.map(({ MessageId }) => MessageId));
  const areKnown = names.every((name) => typeof name === 'string' && known.has(name));
  return areKnown ? messages.filter(({ MessageId }) => !names.includes(MessageId)) : [];
};
