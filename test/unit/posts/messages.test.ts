import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Progress,
  type ProgressMessage,
  readProgressMessage,
  readSubmitMessage,
  readTransferMessage,
  type TransferMessage,
  writeProgressMessage,
  writeSubmitMessage,
  writeTransferMessage,
} from '../../../shared/posts/messages.ts';

const text = fc.string({ minLength: 1 });
const count = fc.nat();
const post = fc.record({ version: fc.constant(1 as const), tenant: text, postId: text });

const progress: fc.Arbitrary<Progress> = fc.oneof(
  fc.record({ kind: fc.constant('bytes' as const), bytes: count }),
  fc.record({ kind: fc.constant('transfer_ended' as const) }),
  fc.record({ kind: fc.constant('transfer_failed' as const), code: text, detail: fc.string() }),
  fc.record({ kind: fc.constant('accepted' as const), publishId: text }),
  fc.record({ kind: fc.constant('poll' as const), poll: count }),
);

const transfer: fc.Arbitrary<TransferMessage> = fc
  .record({
    version: fc.constant(1 as const),
    tenant: text,
    postId: text,
    key: text,
    etag: text,
    sizeBytes: count,
    contentType: text,
    uploadUrl: fc.webUrl(),
    uploadExpiresAt: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ share, uploadExpiresAt, ...message }) => ({
    ...message,
    uploadExpiresAt: uploadExpiresAt.toISOString(),
    confirmedBytes: Math.floor(message.sizeBytes * share),
  }));

const example: TransferMessage = {
  version: 1,
  tenant: 'tenant',
  postId: 'post',
  key: 'key',
  etag: 'etag',
  sizeBytes: 10,
  contentType: 'video/mp4',
  uploadUrl: 'https://upload.example/',
  uploadExpiresAt: '2026-11-23T09:00:00.000Z',
  confirmedBytes: 5,
};

describe('every message', () => {
  test('to submit a post is read as it was written', () => {
    fc.assert(
      fc.property(post, (message) => {
        expect(readSubmitMessage(writeSubmitMessage(message))).toEqual(message);
      }),
    );
  });

  test('of progress is read as it was written', () => {
    fc.assert(
      fc.property(post, progress, (name, said) => {
        const message: ProgressMessage = { ...name, ...said };
        expect(readProgressMessage(writeProgressMessage(message))).toEqual(message);
      }),
    );
  });

  test('of a transfer is read as it was written', () => {
    fc.assert(
      fc.property(transfer, (message) => {
        expect(readTransferMessage(writeTransferMessage(message))).toEqual(message);
      }),
    );
  });

  test('names its post for whoever buries it', () => {
    const read = readSubmitMessage(writeTransferMessage(example));

    expect(read).toEqual({ version: 1, tenant: 'tenant', postId: 'post' });
  });
});

describe('a body that is no such message', () => {
  const readers = [readSubmitMessage, readProgressMessage, readTransferMessage];

  test('is undefined, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        for (const read of readers) expect(read(body)).toBeUndefined();
      }),
    );
  });

  test.each([
    ['another version', { version: 2 }],
    ['an empty tenant', { tenant: '' }],
    ['a post id that is no text', { postId: 12 }],
    ['a size that is no whole number', { sizeBytes: 1.5 }],
    ['a negative size', { sizeBytes: -1 }],
    ['a size beyond all numbers', { sizeBytes: 2 ** 60 }],
    ['more bytes confirmed than there are', { confirmedBytes: 11 }],
    ['a time that is none', { uploadExpiresAt: 'soon' }],
    ['no key', { key: undefined }],
    ['no etag', { etag: '' }],
    ['no address', { uploadUrl: null }],
    ['no type', { contentType: '' }],
  ])('is undefined as a transfer: %s', (_what, changes) => {
    expect(readTransferMessage(JSON.stringify({ ...example, ...changes }))).toBeUndefined();
  });

  test.each([
    [{ kind: 'bytes', bytes: -1 }],
    [{ kind: 'bytes', bytes: '1' }],
    [{ kind: 'poll' }],
    [{ kind: 'accepted', publishId: '' }],
    [{ kind: 'transfer_failed', code: '', detail: '' }],
    [{ kind: 'transfer_failed', code: 'a', detail: 1 }],
    [{ kind: 'something_else' }],
    [{}],
  ])('is undefined as progress: %j', (said) => {
    const body = JSON.stringify({ version: 1, tenant: 'tenant', postId: 'post', ...said });

    expect(readProgressMessage(body)).toBeUndefined();
  });

  test('may hold more than is known: what is known is read', () => {
    const body = JSON.stringify({ ...example, kind: 'bytes', bytes: 3, more: true });

    expect(readProgressMessage(body)).toEqual({
      version: 1,
      tenant: 'tenant',
      postId: 'post',
      kind: 'bytes',
      bytes: 3,
    });
  });
});
