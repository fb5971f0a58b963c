import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { clearTables } from '../support/accounts.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { createApplyEvents, writeBatch } from '../support/event-jobs.ts';
import { writeEvent, writeRemoval } from '../support/tiktok-events.ts';

const nested = (bytes: number): string => '['.repeat(bytes / 2) + ']'.repeat(bytes / 2);
const raw = (text: string): Buffer => Buffer.from(text);
const removed = (content: string): Buffer => writeEvent({ event: 'authorization.removed', content });

/** Signed bytes that a platform, or whoever holds its secret, could send; with what becomes of each. */
const hostile: Readonly<Record<string, readonly [Uint8Array, string]>> = {
  'an escaped NUL in the event': [writeEvent({ event: 'a\0b' }), 'rejected'],
  'an escaped NUL in the user': [writeRemoval('open\0id'), 'ignored'],
  'an escaped NUL in the content': [writeEvent({ content: '{"publish_id":"a\\u0000b"}\0' }), 'rejected'],
  'an escaped NUL in the client key': [writeEvent({ clientKey: 'a\0b' }), 'rejected'],
  'a lone surrogate in the event': [writeEvent({ event: 'a\ud800b' }), 'rejected'],
  'a lone surrogate in the user': [writeRemoval('open\udfffid'), 'ignored'],
  'a lone surrogate in the content': [writeEvent({ content: '\ud800' }), 'rejected'],
  'a key __proto__': [raw(`{"__proto__":{"event":"x"},${writeEvent().toString().slice(1)}`), 'parked'],
  'a content with a key __proto__': [removed('{"__proto__":{"reason":1}}'), 'ignored'],
  'the same key twice': [
    raw(`{"event":"tiktok.ping",${writeEvent({ createTime: 7 }).toString().slice(1)}`),
    'parked',
  ],
  '200 KB of nesting': [raw(nested(200_000)), 'rejected'],
  '200 KB of nesting in a field': [raw(`{"event":${nested(200_000)}}`), 'rejected'],
  '200 KB of nesting in the content': [writeEvent({ content: nested(200_000) }), 'rejected'],
  'a reason of 200 KB of nesting': [removed(`{"reason":${nested(200_000)}}`), 'ignored'],
  'a reason that is an object with its own toString': [
    removed('{"reason":{"toString":1,"valueOf":1}}'),
    'ignored',
  ],
  'bytes that are no UTF-8': [Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]), 'rejected'],
  'no bytes': [Buffer.alloc(0), 'rejected'],
  'no JSON': [raw('event=tiktok.ping'), 'rejected'],
  'a JSON array': [raw('[]'), 'rejected'],
  'a JSON number': [raw('12'), 'rejected'],
  'a JSON null': [raw('null'), 'rejected'],
  'a huge create_time': [writeEvent({ createTime: 1e300 }), 'rejected'],
  'a create_time past every calendar': [writeEvent({ createTime: 253_402_300_800 }), 'rejected'],
  'the last create_time': [writeEvent({ createTime: 253_402_300_799 }), 'parked'],
  'a negative create_time': [writeEvent({ createTime: -1 }), 'rejected'],
  'a broken create_time': [writeEvent({ createTime: 1.5 }), 'rejected'],
  'a create_time in text': [writeEvent({ createTime: '1793000000' }), 'rejected'],
  'an event of a megabyte': [writeEvent({ event: 'x'.repeat(1_000_000) }), 'rejected'],
  'a user of a megabyte': [writeRemoval('x'.repeat(1_000_000)), 'ignored'],
  'a content of a megabyte': [writeEvent({ content: 'x'.repeat(1_000_000) }), 'rejected'],
  'a publish id of a megabyte': [
    writeEvent({ content: `{"publish_id":"${'x'.repeat(1_000_000)}"}` }),
    'rejected',
  ],
  'a publish id and a user with the sign that joins them': [
    writeEvent({ openId: 'a\u001eb', content: '{"publish_id":"a\\u001eb"}' }),
    'parked',
  ],
  'a publish id and a user of that sign alone': [
    writeEvent({ openId: '\u001e', content: '{"publish_id":"\\u001e"}' }),
    'parked',
  ],
  'a publish id with braces, commas, backslashes and quotes': [
    writeEvent({ openId: '{"a",\\', content: '{"publish_id":"{\\"a\\",\\\\NULL"}' }),
    'parked',
  ],
  'another client key': [writeEvent({ clientKey: 'somebody-else' }), 'rejected'],
  'a client key that is a number': [writeEvent({ clientKey: 1 }), 'rejected'],
  'a content that is an object': [writeEvent({ content: { publish_id: 'x' } }), 'rejected'],
  'braces, commas, backslashes and quotes': [writeEvent({ event: '{"a",\\\\"b\'NULL' }), 'ignored'],
  'the word null': [writeEvent({ event: 'NULL', openId: 'null' }), 'ignored'],
};

describe('signed bytes that mean harm', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
    await clearTables(database.superuser);
  });
  afterAll(() => database.drop());

  const findByBody = async (body: Uint8Array) => {
    const rows = await database.superuser<{ outcome: string }[]>`
      select outcome from webhook_events where body = ${Buffer.from(body)}`;
    return rows.map((row) => row.outcome);
  };

  test.each(Object.keys(hostile))('%s is stored byte for byte, with what became of it', async (kind) => {
    const [body, outcome] = hostile[kind] ?? [];
    if (body === undefined) throw new Error(kind);

    const answer = await createApplyEvents(database.worker)(writeBatch([body]));

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(await findByBody(body)).toEqual([outcome]);
  });

  test('all of them in one batch are recorded together, and none is stored twice', async () => {
    const bodies = Object.values(hostile).map(([body]) => body);

    const answer = await createApplyEvents(database.worker)(writeBatch(bodies));

    const rows = await database.superuser<{ count: number }[]>`select count(*)::int from webhook_events`;
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(rows[0]?.count).toBe(bodies.length);
  });

  test('two events whose contents are objects and differ are two events', async () => {
    const bodies = ['one', 'two'].map((publish_id) => writeEvent({ content: { publish_id, is: 'object' } }));

    await createApplyEvents(database.worker)(writeBatch(bodies));

    expect(await Promise.all(bodies.map(findByBody))).toEqual([['rejected'], ['rejected']]);
  });
});
