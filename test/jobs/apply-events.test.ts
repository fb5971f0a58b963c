import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { clearTables, insertAccount, readEffects } from '../support/accounts.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { createApplyEvents, writeBatch } from '../support/event-jobs.ts';
import { epoch, writeEvent, writeRemoval } from '../support/tiktok-events.ts';

describe('apply-events', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
  });
  beforeEach(() => clearTables(database.superuser));
  afterAll(() => database.drop());

  const outcomes = async () =>
    (
      await database.superuser`select event_type, outcome, detail from webhook_events order by event_type`
    ).map((row) => [row['event_type'], row['outcome']]);

  test('a hundred copies of one event, in batches of any size, change state once', async () => {
    await insertAccount(database.superuser);
    const apply = createApplyEvents(database.worker);
    const removal = writeRemoval('open-id');
    const sizes = [1, 7, 30, 2, 60];

    for (const size of sizes) await apply(writeBatch(Array.from({ length: size }, () => removal)));

    const { accounts, outbox, audit } = await readEffects(database.superuser);
    expect(accounts).toMatchObject([{ state: 'revoked', token_version: 2, destroyed: true }]);
    expect(outbox).toMatchObject([{ type: 'account.revoked', payload: { reason: 'removed_by_creator' } }]);
    expect(audit).toMatchObject([{ action: 'account.revoked', actor: 'platform:tiktok' }]);
    expect(await outcomes()).toEqual([['authorization.removed', 'applied']]);
  });

  test('a hundred copies at once, in ten consumers, change state once', async () => {
    await insertAccount(database.superuser);
    const batch = () => writeBatch(Array.from({ length: 10 }, () => writeRemoval('open-id')));
    const consumers = Array.from({ length: 10 }, () => createApplyEvents(database.open('worker', 1)));

    const answers = await Promise.all(consumers.map((apply) => apply(batch())));

    const { accounts, outbox, audit } = await readEffects(database.superuser);
    expect(answers.flatMap((answer) => answer.batchItemFailures)).toEqual([]);
    expect(accounts).toMatchObject([{ state: 'revoked', token_version: 2 }]);
    expect([outbox.length, audit.length]).toEqual([1, 1]);
  });

  test('two batches with the same events in opposite order never block each other for good', async () => {
    const [first, second] = [
      createApplyEvents(database.open('worker', 1)),
      createApplyEvents(database.open('worker', 1)),
    ];

    for (let round = 0; round < 20; round += 1) {
      const openIds = Array.from({ length: 8 }, (_, index) => `creator-${round}-${index}`);
      for (const openId of openIds) await insertAccount(database.superuser, { openId, user: openId });
      const bodies = openIds.map((openId) => writeRemoval(openId, epoch + round));
      const answers = await Promise.all([first(writeBatch(bodies)), second(writeBatch(bodies.toReversed()))]);
      expect(answers).toEqual([{ batchItemFailures: [] }, { batchItemFailures: [] }]);
    }

    const { accounts, outbox } = await readEffects(database.superuser);
    expect(accounts.every((account) => account['state'] === 'revoked')).toBe(true);
    expect([accounts.length, outbox.length]).toEqual([160, 160]);
  });

  test('a removal older than the last connection changes nothing', async () => {
    await insertAccount(database.superuser, { connectedAt: epoch + 1 });

    await createApplyEvents(database.worker)(writeBatch([writeRemoval('open-id', epoch)]));

    const { accounts, outbox } = await readEffects(database.superuser);
    expect(accounts).toMatchObject([{ state: 'connected', token_version: 1, destroyed: false }]);
    expect(outbox).toEqual([]);
    expect(await outcomes()).toEqual([['authorization.removed', 'ignored']]);
  });

  test('a removal after our own disconnect changes nothing', async () => {
    await insertAccount(database.superuser, { state: 'disconnected' });

    await createApplyEvents(database.worker)(writeBatch([writeRemoval('open-id', epoch, 5)]));

    const { accounts, outbox } = await readEffects(database.superuser);
    expect(accounts).toMatchObject([{ state: 'disconnected', state_reason: 'disconnected' }]);
    expect(outbox).toEqual([]);
  });

  test('removals of users nobody knows are ignored, each with the reason, and a known one beside them is applied', async () => {
    await insertAccount(database.superuser);
    const unknown = ['x', 'y', 'z'].map((openId) => writeRemoval(openId));

    await createApplyEvents(database.worker)(writeBatch([...unknown, writeRemoval('open-id')]));

    const rows =
      await database.superuser`select open_id, outcome, detail from webhook_events order by open_id`;
    expect([...rows]).toEqual([
      { open_id: 'open-id', outcome: 'applied', detail: null },
      ...['x', 'y', 'z'].map((open_id) => ({
        open_id,
        outcome: 'ignored',
        detail: 'No account of this user is connected.',
      })),
    ]);
  });

  test('where one creator was revoked for one user and lives for another, only the live account is revoked', async () => {
    await insertAccount(database.superuser, { user: 'user-a', state: 'revoked', connectedAt: epoch - 900 });
    await insertAccount(database.superuser, { user: 'user-b', tenant: 'tenant-b', connectedAt: epoch - 60 });

    await createApplyEvents(database.worker)(writeBatch([writeRemoval('open-id')]));

    const { accounts, outbox } = await readEffects(database.superuser);
    expect(accounts).toMatchObject([
      { user_id: 'user-a', state: 'revoked', state_reason: 'revoked', token_version: 1 },
      { user_id: 'user-b', state: 'revoked', state_reason: 'removed_by_creator', token_version: 2 },
    ]);
    expect(outbox.length).toBe(1);
  });

  test('a revoke whose announcement cannot be stored changes nothing', async () => {
    await insertAccount(database.superuser);
    await database.superuser.unsafe(`
      create function refuse() returns trigger language plpgsql as $$ begin raise 'outbox is broken'; end $$;
      create trigger refuse before insert on outbox execute function refuse();`);

    const answer = await createApplyEvents(database.worker)(writeBatch([writeRemoval('open-id')]));

    await database.superuser.unsafe('drop trigger refuse on outbox; drop function refuse');
    const { accounts, audit } = await readEffects(database.superuser);
    expect(answer.batchItemFailures.length).toBe(1);
    expect(accounts).toMatchObject([{ state: 'connected', token_version: 1, destroyed: false }]);
    expect(audit).toEqual([]);
  });

  test.each([
    ['authorization.removed', 'ignored'],
    ['post.publish.failed', 'parked'],
    ['post.publish.complete', 'parked'],
    ['post.publish.inbox_delivered', 'parked'],
    ['post.publish.publicly_available', 'parked'],
    ['post.publish.no_longer_publicaly_available', 'parked'],
    ['video.upload.failed', 'ignored'],
    ['video.publish.completed', 'ignored'],
    ['portability.download.ready', 'ignored'],
    ['tiktok.ping', 'ignored'],
    ['an.event.of.next.year', 'ignored'],
  ])('%s ends as %s', async (event, outcome) => {
    await createApplyEvents(database.worker)(writeBatch([writeEvent({ event })]));

    expect(await outcomes()).toEqual([[event, outcome]]);
  });

  test('an event that names no user, as of data portability, is kept without one', async () => {
    await createApplyEvents(database.worker)(
      writeBatch([writeEvent({ event: 'portability.download.ready', openId: undefined })]),
    );

    const rows = await database.superuser`select open_id, outcome from webhook_events`;
    expect([...rows]).toEqual([{ open_id: null, outcome: 'ignored' }]);
  });
});
