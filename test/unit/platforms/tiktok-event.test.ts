import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readEvent, readStoredEvent } from '../../../shared/platforms/tiktok/event.ts';
import { clientKey, epoch, writeEvent, writeRemoval } from '../../support/tiktok-events.ts';

const read = (body: Uint8Array) => readEvent(body, clientKey);
const keyOf = (body: Uint8Array) => Buffer.from(read(body).dedupeKey).toString('hex');

const hostileValue = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', '\0', '\ud800', '{"reason":{"valueOf":0,"toString":0}}', '{"reason":[[1]]}'),
  fc.json(),
);
const envelope = fc.record(
  {
    client_key: fc.oneof(fc.constant(clientKey), hostileValue),
    event: fc.oneof(fc.constantFrom('authorization.removed', 'post.publish.complete'), hostileValue),
    create_time: fc.oneof(fc.constant(epoch), fc.double(), hostileValue),
    user_openid: hostileValue,
    content: hostileValue,
  },
  { requiredKeys: [] },
);

describe('reading an event', () => {
  test('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => read(bytes).dedupeKey.length === 32),
      { numRuns: 2_000 },
    );
  });

  test('never throws on an envelope, whatever its fields, nor on one with a byte changed', () => {
    fc.assert(
      fc.property(envelope, fc.nat(), fc.nat(255), (fields, at, byte) => {
        const body = Buffer.from(JSON.stringify(fields));
        read(body);
        body.writeUInt8(byte, at % body.length);
        return read(body).dedupeKey.length === 32;
      }),
      { numRuns: 5_000 },
    );
  });

  test('gives only text that a Postgres column can hold', () => {
    const storable = (text: string | undefined) =>
      text === undefined || (text.isWellFormed() && !text.includes('\0'));

    fc.assert(
      fc.property(envelope, (fields) => {
        const event = read(Buffer.from(JSON.stringify(fields)));
        return !('type' in event) || [event.type, event.openId, event.publishId].every(storable);
      }),
      { numRuns: 5_000 },
    );
  });

  test('by the documented rule, the dedupe key is SHA-256 over the five fields', () => {
    const content = '{"reason":1}';
    const body = writeEvent({ event: 'authorization.removed', openId: 'o', createTime: 1, content });

    // printf 'awsimclientkey01|authorization.removed|o|1|{"reason":1}' | sha256sum
    expect(keyOf(body)).toBe('6b3e7f12a664fe6ea7c92a694628cb5d261f3621104d624875c2a8f4ffd24c46');
  });

  test('the dedupe key is the same however the JSON is written', () => {
    const { content, ...rest } = JSON.parse(writeRemoval('o').toString());

    const key = keyOf(Buffer.from(JSON.stringify({ content, extra: 1, ...rest }, null, 4)));

    expect(key).toBe(keyOf(writeRemoval('o')));
  });

  test('two events that differ in any of the five fields have two keys', () => {
    const text = fc.string({ unit: 'binary', maxLength: 5 });
    const fields = fc.record({
      event: fc.oneof(text, fc.constantFrom('a', 'a|b', '|')),
      openId: fc.oneof(text, fc.constantFrom('b', 'b|c', '', 'c|1')),
      createTime: fc.constantFrom(1, 11),
      content: fc.oneof(text, fc.jsonValue(), fc.constantFrom('\ud800', '\ud801')),
    });

    fc.assert(
      fc.property(fields, fields, (one, other) => {
        const [first, second] = [writeEvent(one), writeEvent(other)];
        return first.equals(second) === (keyOf(first) === keyOf(second));
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    [0, 'unknown'],
    [1, 'removed_by_creator'],
    [2, 'account_deleted'],
    [3, 'age_changed'],
    [4, 'account_banned'],
    [5, 'revoked_by_app'],
    [6, 'unknown'],
    [-1, 'unknown'],
  ])('a removal with reason %s means %s', (reason, meaning) => {
    expect(read(writeRemoval('o', epoch, reason)).says).toEqual({ kind: 'grant_removed', reason: meaning });
  });

  test.each(['', '[]', '{}', '{"reason":"1"}', '{"reason":null}', '{"reason":{"valueOf":1,"toString":1}}'])(
    'a removal whose content is %s is a removal for no known reason',
    (content) => {
      const body = writeEvent({ event: 'authorization.removed', content });

      expect(read(body).says).toEqual({ kind: 'grant_removed', reason: 'unknown' });
    },
  );

  test('a publish id is taken from the content as text, with every digit of one that comes as a number', () => {
    const ids = ['{"publish_id":"v_pub~1"}', '{"publish_id":7600000000000000456}'].map((content) => {
      const event = read(writeEvent({ content }));
      return 'type' in event ? event.publishId : 'unreadable';
    });

    expect(ids).toEqual(['v_pub~1', '7600000000000000456']);
  });
});

const publishId = 'v_pub_url~v2.7600000000000000124';
const says = (event: string, content: object) =>
  read(writeEvent({ event, content: JSON.stringify({ publish_id: publishId, ...content }) })).says;

describe('an event of a post', () => {
  test.each([
    ['post.publish.inbox_delivered', 'in_inbox', 'SEND_TO_USER_INBOX'],
    ['post.publish.complete', 'published', 'PUBLISH_COMPLETE'],
  ])('%s says %s, in the word that a status has for it', (event, word, status) => {
    expect(says(event, { publish_type: 'SOMETHING_NEW' })).toEqual({
      kind: 'post_said',
      publishId,
      word,
      status,
      reason: undefined,
    });
  });

  test.each([
    ['video_pull_failed', 'failed'],
    ['a_reason_of_next_year', 'failed'],
    ['publish_cancelled', 'cancelled'],
  ])('post.publish.failed with the reason %s says %s', (reason, word) => {
    expect(says('post.publish.failed', { reason })).toMatchObject({ kind: 'post_said', word, reason });
  });

  test.each([undefined, 7, '', { a: 1 }, 'a\0b'])('a failure whose reason is %j has none', (reason) => {
    expect(says('post.publish.failed', { reason })).toMatchObject({ word: 'failed', reason: undefined });
  });

  test.each([
    ['post.publish.publicly_available', true],
    ['post.publish.no_longer_publicaly_available', false],
  ])('%s tells who can see the post', (event, isPublic) => {
    expect(says(event, { post_id: '7600000000000000456' })).toEqual({
      kind: 'post_visibility',
      publishId,
      word: 'published',
      status: 'PUBLISH_COMPLETE',
      postId: '7600000000000000456',
      isPublic,
    });
  });

  test('keeps each digit of a post id that comes as a number, however it is written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 20n }), fc.boolean(), (id, quoted) => {
        const content = `{"publish_id":"p","post_id":${quoted ? `"${id}"` : id}}`;
        const { says: meaning } = read(writeEvent({ event: 'post.publish.publicly_available', content }));
        return meaning.kind === 'post_visibility' && meaning.postId === String(id);
      }),
    );
  });

  test.each(['', 'x', -1, 1.5, 7.6e40, null, ['1'], '1'.repeat(31), '1/../2'])(
    'with %j for a post id says only that it was published',
    (postId) => {
      expect(says('post.publish.publicly_available', { post_id: postId })).toMatchObject({
        kind: 'post_said',
        word: 'published',
      });
    },
  );

  test.each(['', '{}', '[]', '{"publish_id":""}', '{"publish_id":{}}', 'null'])(
    'that names no post (%s) is not understood',
    (content) => {
      expect(read(writeEvent({ content })).says).toMatchObject({ kind: 'unreadable' });
    },
  );

  test('that was stored reads as it read when it came', () => {
    const body = writeEvent({ event: 'post.publish.complete' });

    expect(readStoredEvent(body)).toEqual(read(body));
  });
});
