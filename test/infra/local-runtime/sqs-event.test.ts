import { describe, expect, test } from '@jest/globals';
import { createSqsEvent, selectDone } from '../../../infra/local/runtime/sqs-event.ts';
import { createTokenBucket } from '../../../infra/local/runtime/throttle.ts';

const messages = ['a', 'b', 'c'].map((MessageId) => ({
  MessageId,
  ReceiptHandle: `r-${MessageId}`,
  Body: MessageId,
}));
const doneOf = (payload: unknown, reports = true) =>
  selectDone(messages, payload, reports).map(({ MessageId }) => MessageId);

describe('of a batch that a function answered', () => {
  test('all messages are done when none is reported', () => {
    expect(doneOf(null)).toEqual(['a', 'b', 'c']);
    expect(doneOf({ batchItemFailures: [] })).toEqual(['a', 'b', 'c']);
    expect(doneOf({})).toEqual(['a', 'b', 'c']);
  });

  test('the reported ones come again', () => {
    expect(doneOf({ batchItemFailures: [{ itemIdentifier: 'b' }] })).toEqual(['a', 'c']);
  });

  test.each([
    [{ batchItemFailures: [{ itemIdentifier: '' }] }],
    [{ batchItemFailures: [{ itemIdentifier: 'unheard-of' }] }],
    [{ batchItemFailures: [{}] }],
    [{ batchItemFailures: 'b' }],
    ['done'],
  ])('everything comes again after an answer of the wrong form: %j', (payload) => {
    expect(doneOf(payload)).toEqual([]);
  });

  test('reports are ignored unless the mapping asks for them', () => {
    expect(doneOf({ batchItemFailures: [{ itemIdentifier: 'b' }] }, false)).toEqual(['a', 'b', 'c']);
  });
});

test('a batch reaches the function in Lambda’s form', () => {
  const message = {
    MessageId: 'a',
    ReceiptHandle: 'r',
    Body: 'text',
    MD5OfBody: 'm',
    Attributes: { ApproximateReceiveCount: '2' },
    MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
  } as const;

  const { Records } = createSqsEvent([message], 'arn:q', 'eu-central-1');

  expect(Records).toEqual([
    {
      messageId: 'a',
      receiptHandle: 'r',
      body: 'text',
      md5OfBody: 'm',
      attributes: { ApproximateReceiveCount: '2' },
      messageAttributes: {
        kind: { stringValue: 'x', dataType: 'String', stringListValues: [], binaryListValues: [] },
      },
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:q',
      awsRegion: 'eu-central-1',
    },
  ]);
});

test('a bucket gives its burst, then its rate', () => {
  const bucket = createTokenBucket({ ratePerSecond: 2, burst: 3 });

  const atOnce = [0, 0, 0, 0].map((nowMs) => bucket.take(nowMs));
  const later = [400, 500, 900, 1000].map((nowMs) => bucket.take(nowMs));

  expect(atOnce).toEqual([true, true, true, false]);
  expect(later).toEqual([false, true, false, true]);
});
