import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { defineRoute, scopes } from '../../shared/contract/rows.ts';
import { Failure } from '../../shared/core/failure.ts';
import { connect, type Sql } from '../../shared/database/client.ts';
import { createIdempotencyStore } from '../../shared/database/idempotency.ts';
import type { Caller } from '../../shared/http/caller.ts';
import { type RepeatableOperation, runIdempotently } from '../../shared/http/idempotency.ts';
import { collectLog } from '../support/collected-log.ts';
import { createDatabase, loginTo, readTestServer } from '../support/database.ts';
import { openWay } from '../support/way.ts';

const database = await createDatabase();
afterAll(() => database.drop());

const now = new Date('2026-11-22T09:30:00.000Z');
const route = defineRoute({
  operationId: 'store-something',
  trigger: 'http',
  method: 'POST',
  path: '/api/something',
  summary: 'Stores something',
  auth: { kind: 'scope', scope: 'publish' },
  uses: ['database'],
  timeoutSeconds: 10,
  memoryMb: 512,
  throttle: { ratePerSecond: 1, burst: 1 },
  maxBodyBytes: 1_000,
  replies: { 202: { description: 'Stored.', body: z.strictObject({ id: z.string() }) } },
  failures: [],
});
type Operation = RepeatableOperation<typeof route>;

interface Wish {
  readonly key?: string;
  readonly body?: string;
  readonly params?: object;
  readonly caller?: Partial<Caller>;
  readonly sql?: Sql;
}

const log = collectLog();

const request = ({ key, body = '{"a":1}', params, caller }: Wish) => ({
  headers: { 'idempotency-key': key },
  params,
  query: undefined,
  bytes: Buffer.from(body),
  caller: {
    kind: 'crm',
    userId: 'user-1',
    tenant: 'tenant-a',
    scopes,
    expiresAt: now,
    sessionStartedAt: undefined,
    ...caller,
  } as const,
  now,
});

const send = (wish: Wish, operation: Operation) =>
  runIdempotently(
    { store: createIdempotencyStore(wish.sql ?? database.app), route, log },
    request(wish),
    operation,
  );

/** An operation that stores a row under its id once, as upload stores a post; `tries` are those it was run for. */
const storing = () => {
  const tries: { id: string; isRerun: boolean }[] = [];
  const stored = new Set<string>();
  const operation: Operation = async (id, isRerun) => {
    tries.push({ id, isRerun });
    stored.add(id);
    return { status: 202, body: { id } };
  };
  return { tries, stored, operation };
};
const codeOf = (sent: Promise<unknown>): Promise<unknown> =>
  sent.then(
    () => 'answered',
    (error: unknown) => (error instanceof Failure ? error.code : error),
  );
const endLease = (key: string) => database.superuser`
  update idempotency_keys set lease_expires_at = clock_timestamp() where key = ${key}`;

describe('a request with an Idempotency-Key', () => {
  test('that is sent again and again is run once, and answered the same, marked as a replay', async () => {
    const [key, { tries, operation }] = [randomUUID(), storing()];

    const first = await send({ key }, operation);
    const second = await send({ key }, operation);
    const third = await send({ key }, operation);

    expect(tries).toEqual([{ id: first.body.id, isRerun: false }]);
    expect(first).toEqual({ status: 202, body: { id: tries[0]?.id } });
    expect(second).toEqual({ ...first, headers: { 'idempotent-replay': 'true' } });
    expect(third).toEqual(second);
  });

  test('that is sent twenty times at once over several connections is run once', async () => {
    const [key, { tries, operation }] = [randomUUID(), storing()];
    const pools = Array.from({ length: 4 }, () => database.open('app', 2));
    const { promise: go, resolve: letGo } = Promise.withResolvers<void>();
    const slow: Operation = async (...run) => {
      await go;
      return operation(...run);
    };

    let answered = 0;
    const sending = Array.from({ length: 20 }, async (_, nth) => {
      const sql = pools[nth % 4];
      const code = await codeOf(send({ key, ...(sql === undefined ? {} : { sql }) }, slow));
      // The one that runs ends when all others have their answer.
      answered += 1;
      if (answered === 19) letGo();
      return code;
    });
    const codes = await Promise.all(sending);

    expect(tries.length).toBe(1);
    expect(codes.filter((code) => code === 'answered').length).toBe(1);
    expect(codes.filter((code) => code === 'idempotency_in_progress').length).toBe(19);
  });

  test('whose worker is killed after storing runs again under the same id, and knows it', async () => {
    const [key, { tries, stored, operation }] = [randomUUID(), storing()];
    const begun = Promise.withResolvers<void>();
    void send({ key }, async (...run) => {
      await operation(...run);
      begun.resolve();
      // Its worker is gone: nothing is heard of it again.
      return Promise.withResolvers<never>().promise;
    });
    await begun.promise;

    const meanwhile = await codeOf(send({ key }, operation));
    await endLease(key);
    const again = await send({ key }, operation);

    expect(meanwhile).toBe('idempotency_in_progress');
    expect(tries.map(({ isRerun }) => isRerun)).toEqual([false, true]);
    expect([...stored]).toEqual([again.body.id]);
  });

  test.each([
    ['another body', { body: '{"a":2}' }],
    ['the same body in other bytes', { body: '{"a": 1}' }],
    ['another resource in its path', { params: { postId: 'b' } }],
    ['another user', { caller: { userId: 'user-2' } }],
    ['the same user’s session', { caller: { kind: 'session' } }],
  ] as const)('is no request with %s: that is refused, and not run', async (_, other) => {
    const [key, { tries, operation }] = [randomUUID(), storing()];
    await send({ key }, operation);

    const code = await codeOf(send({ key, ...other }, operation));

    expect([code, tries.length]).toEqual(['idempotency_key_reused', 1]);
  });

  test('of another tenant has nothing to do with it', async () => {
    const [key, { operation, stored }] = [randomUUID(), storing()];
    await send({ key }, operation);

    const other = await send({ key, caller: { tenant: 'tenant-b' } }, operation);

    expect(other).not.toHaveProperty('headers');
    expect(stored.size).toBe(2);
  });

  test('that was refused leaves its key for a better one', async () => {
    const [key, { tries, operation }] = [randomUUID(), storing()];
    const refuse: Operation = async () => {
      throw new Failure('post_refused', { detail: 'Not so.' });
    };

    const refused = await codeOf(send({ key }, refuse));
    await send({ key, body: '{"better":true}' }, operation);

    expect([refused, tries[0]?.isRerun]).toEqual(['post_refused', false]);
  });

  test.each([
    ['a failure of ours', new Failure('platform_unavailable', { detail: 'Later.' })],
    ['a surprise', new TypeError('x')],
  ])('that ended in %s may have stored something: the next try has its id', async (_, error) => {
    const [key, { tries, operation }] = [randomUUID(), storing()];
    const stumble: Operation = async (...run) => {
      await operation(...run);
      throw error;
    };

    await expect(send({ key }, stumble)).rejects.toBe(error);
    await send({ key }, operation);

    expect(new Set(tries.map(({ id }) => id)).size).toBe(1);
    expect(tries.map(({ isRerun }) => isRerun)).toEqual([false, true]);
  });

  test('that is refused when it runs again keeps its id all the same', async () => {
    const [key, { tries, operation }] = [randomUUID(), storing()];
    const stumble: Operation = async (...run) => {
      await operation(...run);
      throw new TypeError('x');
    };
    const refuse: Operation = async () => {
      throw new Failure('creator_cannot_post', { detail: 'Not now.' });
    };

    await codeOf(send({ key }, stumble));
    const refused = await codeOf(send({ key }, refuse));
    await send({ key }, operation);

    expect(refused).toBe('creator_cannot_post');
    expect(new Set(tries.map(({ id }) => id)).size).toBe(1);
  });

  test('is answered although the database is lost before the answer is noted, and runs again under its id', async () => {
    const [key, { tries, stored, operation }] = [randomUUID(), storing()];
    const server = readTestServer();
    const way = await openWay(server.port);
    const sql = connect(loginTo('app', database.name, { ...server, port: way.port }), { tls: 'off' });
    const warned = log.lines.length;

    const reply = await send({ key, sql }, async (...run) => {
      const done = await operation(...run);
      await way.cut();
      return done;
    });
    await endLease(key);
    const again = await send({ key }, operation);
    await sql.end({ timeout: 0 });

    expect(reply).toEqual({ status: 202, body: { id: tries[0]?.id } });
    expect(log.lines.slice(warned).map(({ level }) => level)).toEqual(['warn']);
    expect(again).toEqual(reply);
    expect([...stored]).toEqual([reply.body.id]);
  });

  test('is not run when the database is away', async () => {
    const { tries, operation } = storing();
    const nowhere = connect(loginTo('app', 'nowhere', { port: 1, superuserUrl: '' }), { tls: 'off' });

    const code = await codeOf(send({ key: randomUUID(), sql: nowhere }, operation));
    await nowhere.end({ timeout: 0 });

    expect([code, tries]).toEqual(['database_unavailable', []]);
  });
});

describe('a request without an Idempotency-Key', () => {
  test('is run each time under a new id, and nothing is remembered', async () => {
    const { tries, operation } = storing();
    await database.superuser`truncate idempotency_keys`;

    await send({}, operation);
    await send({}, operation);

    expect(new Set(tries.map(({ id }) => id)).size).toBe(2);
    expect((await database.superuser`select 1 from idempotency_keys`).length).toBe(0);
  });
});

describe('an Idempotency-Key', () => {
  test.each(['!', '~', 'a'.repeat(255), '"quoted"', '%00;--'])('may be %j', async (key) => {
    const { operation } = storing();

    expect(await codeOf(send({ key }, operation))).toBe('answered');
  });

  test.each(['', ' ', 'a b', 'a'.repeat(256), 'ä', 'a\0', 'a\n', '\u{1f3ac}'])(
    'may not be %j: it is refused at its header, and nothing is run',
    async (key) => {
      const { tries, operation } = storing();

      const sent = send({ key }, operation);

      await expect(sent).rejects.toMatchObject({
        code: 'invalid_request',
        errors: [{ in: 'header', pointer: '/idempotency-key' }],
      });
      expect(tries).toEqual([]);
    },
  );
});
