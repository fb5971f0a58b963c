import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createEndingAccountStore } from '../../shared/database/ending-accounts.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { clearTables, readEffects } from '../support/accounts.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import {
  announcementOf,
  beginAttempt,
  endGrant,
  insertDue,
  laterBy,
  lease,
  readJournal,
  readTokenRow,
  rowTime,
} from '../support/refresh-rows.ts';

const dayMs = 86_400_000;

describe('a refresh that brought no tokens', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
  });
  beforeEach(() => clearTables(database.superuser));
  afterAll(() => database.drop());

  const tokens = () => createTokenRefreshStore(database.app);
  const again = { dueAt: laterBy(90_000), failures: 3, refusals: 2 };

  test('ends with its outcome in the journal, the lease given back, and the time of the next look', async () => {
    const id = await insertDue(database.superuser);
    const { account, attemptId } = await beginAttempt(database.app, id);

    await tokens().endAttempt(
      account,
      { attemptId, outcome: 'unavailable', code: 'server_error', logId: 'L1' },
      again,
    );

    expect(await readTokenRow(database.superuser, id)).toMatchObject({
      lease: null,
      held: null,
      dueAt: again.dueAt,
      failures: 3,
      refusals: 2,
      version: 1,
      state: 'connected',
      access: 'sealed access',
    });
    expect(await readJournal(database.superuser, id)).toEqual([
      { outcome: 'unavailable', code: 'server_error', logId: 'L1', finished: true },
    ]);
  });

  test('whose lease is another’s by now tells the journal, and leaves the other’s lease and time alone', async () => {
    const id = await insertDue(database.superuser);
    const { account, attemptId } = await beginAttempt(database.app, id, -1);
    await tokens().noteOutcome('tenant-a', { attemptId, outcome: 'unanswered' });
    await lease(database.app, id);
    const before = await readTokenRow(database.superuser, id);

    await tokens().endAttempt(account, { attemptId, outcome: 'throttled' }, again);

    expect(await readTokenRow(database.superuser, id)).toEqual(before);
    expect(await readJournal(database.superuser, id)).toMatchObject([{ outcome: 'throttled' }]);
  });

  test('that has ended already keeps its outcome, whatever is noted of it later', async () => {
    const id = await insertDue(database.superuser);
    const { account, attemptId } = await beginAttempt(database.app, id);
    await tokens().endAttempt(account, { attemptId, outcome: 'unavailable' }, again);

    await tokens().noteOutcome('tenant-a', { attemptId, outcome: 'lifeboat' });

    expect(await readJournal(database.superuser, id)).toMatchObject([{ outcome: 'unavailable' }]);
  });

  test('has its outcome noted in its own tenant’s journal only', async () => {
    const id = await insertDue(database.superuser);
    const { attemptId } = await beginAttempt(database.app, id);

    await tokens().noteOutcome('tenant-b', { attemptId, outcome: 'superseded' });

    expect(await readJournal(database.superuser, id)).toMatchObject([{ outcome: null }]);
  });

  test('asks for a login once, with its announcement, and keeps tokens and version', async () => {
    const id = await insertDue(database.superuser);
    const { account, attemptId } = await beginAttempt(database.app, id);
    const workers = Array.from({ length: 10 }, () => createTokenRefreshStore(database.open('app', 1)));

    const ended = await Promise.all(
      workers.map((store) =>
        store.requireLogin(
          account,
          { attemptId, outcome: 'refused', code: 'invalid_grant' },
          'refresh_refused',
          announcementOf('account.reauth_required', id),
        ),
      ),
    );

    expect(ended.filter(Boolean)).toHaveLength(1);
    expect(await readTokenRow(database.superuser, id)).toMatchObject({
      state: 'reauth_required',
      reason: 'refresh_refused',
      version: 1,
      lease: null,
      access: 'sealed access',
      refresh: 'sealed refresh',
    });
    const { outbox, audit } = await readEffects(database.superuser);
    expect(outbox).toEqual([{ type: 'account.reauth_required', account_id: id, payload: { accountId: id } }]);
    expect(audit).toMatchObject([{ action: 'account.reauth_required', actor: 'system:refresh-tokens' }]);
  });

  test.each<[string, (id: string) => Promise<unknown>]>([
    ['the lease is another’s', (id) => lease(database.app, id)],
    [
      'the tokens were replaced',
      (id) => database.superuser`update oauth_accounts set token_version = 2 where id = ${id}`,
    ],
    ['it was disconnected', (id) => endGrant(database.app, id)],
  ])('does not end an account when %s meanwhile, and tells nobody', async (_, meanwhile) => {
    const id = await insertDue(database.superuser);
    const { account, attemptId } = await beginAttempt(database.app, id, -1);
    await tokens().noteOutcome('tenant-a', { attemptId, outcome: 'unanswered' });
    await meanwhile(id);
    const [before, told] = [
      await readTokenRow(database.superuser, id),
      await readEffects(database.superuser),
    ];

    const ended = await tokens().requireLogin(
      account,
      { attemptId, outcome: 'refused' },
      'refresh_refused',
      announcementOf('account.reauth_required', id),
    );

    expect(ended).toBe(false);
    expect(await readTokenRow(database.superuser, id)).toEqual(before);
    expect((await readEffects(database.superuser)).outbox).toEqual(told.outbox);
    expect(await readJournal(database.superuser, id)).toMatchObject([{ outcome: 'refused' }]);
  });

  test('whose announcement cannot be stored changes nothing, neither state nor journal', async () => {
    const id = await insertDue(database.superuser);
    const { account, attemptId } = await beginAttempt(database.app, id);
    const announcement = announcementOf('account.reauth_required', id);
    await database.superuser`
      insert into audit_log values (${announcement.auditId}, 'tenant-a', 'x', 'x', null, '{}', now())`;

    const ending = tokens().requireLogin(
      account,
      { attemptId, outcome: 'refused' },
      'refresh_refused',
      announcement,
    );

    await expect(ending).rejects.toMatchObject({ code: '23505' });
    expect(await readTokenRow(database.superuser, id)).toMatchObject({
      state: 'connected',
      lease: account.leaseId,
    });
    expect(await readJournal(database.superuser, id)).toMatchObject([{ outcome: null }]);
    expect((await readEffects(database.superuser)).outbox).toEqual([]);
  });
});

describe('the use of an account', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
  });
  beforeEach(() => clearTables(database.superuser));
  afterAll(() => database.drop());

  const markUsed = async (id: string, usedAt: Date, dueAt: Date, version = 1, tenantId = 'tenant-a') =>
    createTokenRefreshStore(database.app).markUsed({ id, tenantId, tokenVersion: version }, usedAt, dueAt);

  test('brings its next look forward, and neither the use nor the look ever goes back', async () => {
    const id = await insertDue(database.superuser, { dueAt: laterBy(90 * dayMs) });

    await markUsed(id, rowTime, laterBy(1_000));
    await markUsed(id, laterBy(-dayMs), laterBy(2_000));

    expect(await readTokenRow(database.superuser, id)).toMatchObject({
      usedAt: rowTime,
      dueAt: laterBy(1_000),
    });
  });

  test('does not cut short the backoff of a failing account', async () => {
    const id = await insertDue(database.superuser, { dueAt: laterBy(600_000) });
    await database.superuser`update oauth_accounts set refresh_failures = 1`;

    await markUsed(id, rowTime, rowTime);

    expect(await readTokenRow(database.superuser, id)).toMatchObject({
      usedAt: rowTime,
      dueAt: laterBy(600_000),
    });
  });

  test('of other tokens, or by another tenant, is not noted', async () => {
    const id = await insertDue(database.superuser);
    const before = await readTokenRow(database.superuser, id);

    await markUsed(id, rowTime, laterBy(-dayMs), 2);
    await markUsed(id, rowTime, laterBy(-dayMs), 1, 'tenant-b');

    expect(await readTokenRow(database.superuser, id)).toEqual(before);
  });
});

describe('the notice of an end', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
  });
  beforeEach(() => clearTables(database.superuser));
  afterAll(() => database.drop());

  const endings = () => createEndingAccountStore(database.worker);
  const insertEnding = async (
    refreshExpiresAt: Date,
    state: 'connected' | 'reauth_required' = 'connected',
  ) => {
    const id = await insertDue(database.superuser, { state });
    await database.superuser`update oauth_accounts set refresh_expires_at = ${refreshExpiresAt} where id = ${id}`;
    return { id, userId: 'user-a', platform: 'tiktok', refreshExpiresAt };
  };
  const ends = { after: rowTime, before: laterBy(7 * dayMs) };

  test('is due for connected accounts that end in its time and were not told, the next end first', async () => {
    const later = await insertEnding(laterBy(7 * dayMs));
    const sooner = await insertEnding(laterBy(1));
    await insertEnding(laterBy(7 * dayMs + 1));
    await insertEnding(rowTime);
    await insertEnding(laterBy(dayMs), 'reauth_required');

    expect(await endings().findEnding(ends, 7, 10)).toEqual([sooner, later]);
    expect(await endings().findEnding(ends, 7, 1)).toEqual([sooner]);
  });

  test('is given once by ten runs at once, with its announcement, and not again', async () => {
    const account = await insertEnding(laterBy(dayMs));
    const runs = Array.from({ length: 10 }, () => createEndingAccountStore(database.open('worker', 1)));

    const given = await Promise.all(
      runs.map((store) => store.noteNotice(account, 7, announcementOf('account.expiring', account.id))),
    );

    expect(given.filter(Boolean)).toHaveLength(1);
    expect((await readEffects(database.superuser)).outbox).toHaveLength(1);
    expect((await readEffects(database.superuser)).audit).toHaveLength(1);
    expect(await endings().findEnding(ends, 7, 10)).toEqual([]);
    expect(await endings().findEnding(ends, 1, 10)).toEqual([account]);
  });

  test.each<[string, { days?: number; ends?: Date }]>([
    ['a further one after a nearer one', { days: 30 }],
    ['one of an end that has moved', { ends: laterBy(2 * dayMs) }],
  ])('is not given when it is %s', async (_, { days = 1, ends: refreshExpiresAt }) => {
    const account = await insertEnding(laterBy(dayMs));
    await endings().noteNotice(account, 7, announcementOf('account.expiring', account.id));
    const asked = { ...account, refreshExpiresAt: refreshExpiresAt ?? account.refreshExpiresAt };

    const given = await endings().noteNotice(asked, days, announcementOf('account.expiring', account.id));

    expect(given).toBe(false);
    expect((await readTokenRow(database.superuser, account.id))['notice']).toBe(7);
    expect((await readEffects(database.superuser)).outbox).toHaveLength(1);
  });

  test('for an account that is not there is none', async () => {
    const nobody = { id: randomUUID(), userId: 'u', platform: 'tiktok', refreshExpiresAt: rowTime };

    expect(await endings().noteNotice(nobody, 1, announcementOf('account.expiring', nobody.id))).toBe(false);
  });
});
