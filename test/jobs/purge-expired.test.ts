import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { create } from '../../functions/schedule/purge-expired.ts';
import { purgeExpired } from '../../shared/database/purge.ts';
import { clearTables } from '../support/accounts.ts';
import { collectLog } from '../support/collected-log.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const now = new Date('2026-11-20T12:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);

describe('purge-expired', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
  });
  beforeEach(async () => {
    await clearTables(database.superuser);
    await database.superuser`truncate idempotency_keys`;
  });
  afterAll(() => database.drop());

  const insertEvent = (recordedAt: Date, outcome: string | null = 'applied') => database.superuser`
    insert into webhook_events (dedupe_key, platform, received_at, body, outcome, recorded_at)
    values (${randomBytes(32)}, 'tiktok', ${recordedAt}, '', ${outcome}, ${recordedAt})`;
  const insertAttempt = (expiresAt: Date) => database.superuser`
    insert into authorization_attempts
    values (${randomBytes(32)}, ${randomBytes(32)}, 'tenant-a', 'u', 'tiktok', '/', '{}', ${expiresAt}, ${expiresAt})`;
  const insertRefreshAttempt = (startedAt: Date, outcome: string | null = 'refreshed') => database.superuser`
    insert into refresh_attempts (
      id, tenant_id, account_id, lease_id, version_seen, started_by, started_at, outcome
    ) values (${randomUUID()}, 'tenant-a', ${randomUUID()}, ${randomUUID()}, 1, 'sweep', ${startedAt}, ${outcome})`;
  const insertIdempotencyKey = (createdAt: Date) => database.superuser`
    insert into idempotency_keys (tenant_id, operation, key, caller_hash, request_hash, resource_id, created_at)
    values ('tenant-a', 'upload', ${randomUUID()}, ${randomBytes(32)}, ${randomBytes(32)}, ${randomUUID()}, ${createdAt})`;
  const insertEvents = (count: number) => database.superuser`
    insert into webhook_events (dedupe_key, platform, received_at, body, outcome, recorded_at)
    select sha256(i::text::bytea), 'tiktok', ${daysAgo(40)}, '', 'parked', ${daysAgo(40)}::timestamptz
    from generate_series(1, ${count}::int) i`;
  const countLeft = async () => {
    const [row] = await database.superuser<
      { events: number; attempts: number; refreshAttempts: number; idempotencyKeys: number }[]
    >`
      select (select count(*) from webhook_events)::int as events,
        (select count(*) from authorization_attempts)::int as attempts,
        (select count(*) from refresh_attempts)::int as "refreshAttempts",
        (select count(*) from idempotency_keys)::int as "idempotencyKeys"`;
    return row;
  };
  /** There are no files here: purge-media.test.ts has them. */
  const mediaStore = { abortUpload: async () => {}, delete: async () => {} };
  const run = () => create({ sql: database.worker, mediaStore, clock: () => now, log: collectLog() })();

  test('deletes what has served its time and nothing younger; a second run finds nothing', async () => {
    for (const outcome of ['applied', 'ignored', 'parked', 'rejected', null])
      await insertEvent(daysAgo(36), outcome);
    await insertEvent(daysAgo(34));
    await insertAttempt(daysAgo(1.1));
    await insertAttempt(daysAgo(0.9));
    for (const outcome of ['refreshed', 'refused', 'unanswered'])
      await insertRefreshAttempt(daysAgo(15), outcome);
    await insertRefreshAttempt(daysAgo(13));
    await insertIdempotencyKey(daysAgo(2.1));
    await insertIdempotencyKey(daysAgo(1.9));

    const counts = [await run(), await run()];

    expect(counts).toEqual([
      { events: 5, attempts: 1, refreshAttempts: 3, idempotencyKeys: 1, media: 0 },
      { events: 0, attempts: 0, refreshAttempts: 0, idempotencyKeys: 0, media: 0 },
    ]);
    expect(await countLeft()).toEqual({ events: 1, attempts: 1, refreshAttempts: 1, idempotencyKeys: 1 });
  });

  test('keeps the journal of tokens that may still come back for 45 days, and what has ended for 14', async () => {
    for (const outcome of [null, 'lifeboat']) {
      await insertRefreshAttempt(daysAgo(46), outcome);
      await insertRefreshAttempt(daysAgo(44), outcome);
    }
    for (const outcome of ['rescued', 'superseded', 'not_sent', 'unanswered'])
      await insertRefreshAttempt(daysAgo(15), outcome);

    const { refreshAttempts } = await run();

    const left = await database.superuser`select outcome, started_at as at from refresh_attempts`;
    expect(refreshAttempts).toBe(6);
    expect([...left]).toEqual([
      { outcome: null, at: daysAgo(44) },
      { outcome: 'lifeboat', at: daysAgo(44) },
    ]);
  });

  test('twice at once, each row is deleted by one of them', async () => {
    await insertEvents(12_000);
    const [one, other] = [database.open('worker', 1), database.open('worker', 1)];

    const counts = await Promise.all([one, other].map((sql) => purgeExpired(sql, now, () => true)));
    const rest = await run();

    expect(counts.reduce((sum, count) => sum + count.events, rest.events)).toBe(12_000);
    expect(await countLeft()).toMatchObject({ events: 0 });
  });

  test('out of time it stops after a batch, and the next run goes on', async () => {
    await insertEvents(6_000);
    let batches = 0;

    // One batch of each of the four kinds before, which are empty, and one of events.
    const first = await purgeExpired(database.worker, now, () => batches++ < 5);
    const second = await run();

    expect([first.events, second.events]).toEqual([5_000, 1_000]);
  });
});
