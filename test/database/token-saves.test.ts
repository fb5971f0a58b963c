import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { clearTables, readEffects } from '../support/accounts.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import {
  announcementOf,
  beginAttempt,
  endGrant,
  insertDue,
  laterBy,
  newRow,
  readJournal,
  readTokenRow,
} from '../support/refresh-rows.ts';

const dayMs = 86_400_000;
let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});
beforeEach(() => clearTables(database.superuser));
afterAll(() => database.drop());

const tokens = () => createTokenRefreshStore(database.app);
const reconnect = (id: string) =>
  database.superuser`
    update oauth_accounts set token_version = token_version + 1, sealed_access_token = 'of a new login' where id = ${id}`;
const requireLogin = (id: string) =>
  database.superuser`
    update oauth_accounts set state = 'reauth_required', state_reason = 'refresh_in_doubt', lease_id = null, lease_expires_at = null
    where id = ${id}`;
const stored = { access: 'new sealed access', refresh: 'new sealed refresh', version: 2, state: 'connected' };

describe('new tokens saved under their lease', () => {
  const begin = async (leaseMs?: number) =>
    beginAttempt(database.app, await insertDue(database.superuser), leaseMs);

  test('are stored with their times and scopes; the lease is given back, failures are forgotten, the attempt ends', async () => {
    const { account, attemptId } = await begin();
    await database.superuser`update oauth_accounts set refresh_failures = 9, refresh_refusals = 4`;
    const row = newRow({ grantedScopes: ['a,b', 'c"d', 'NULL'], stateReason: 'scopes_missing' });

    const outcome = await tokens().saveRefreshed(
      account,
      attemptId,
      row,
      announcementOf('account.scopes_changed', account.id),
    );

    expect(outcome).toBe('stored');
    expect(await readTokenRow(database.superuser, account.id)).toMatchObject({
      ...stored,
      reason: 'scopes_missing',
      scopes: ['a,b', 'c"d', 'NULL'],
      lease: null,
      held: null,
      dueAt: row.refreshDueAt,
      failures: 0,
      refusals: 0,
    });
    expect(await tokens().read('tenant-a', account.id)).toMatchObject({
      tokenIssuedAt: row.issuedAt,
      accessExpiresAt: row.accessExpiresAt,
      refreshExpiresAt: row.refreshExpiresAt,
      openAttempts: 0,
    });
    expect(await readJournal(database.superuser, account.id)).toMatchObject([
      { outcome: 'refreshed', finished: true },
    ]);
    const { outbox, audit } = await readEffects(database.superuser);
    expect([outbox.length, audit.length]).toEqual([1, 1]);
  });

  test('without a refresh token keep the one that is stored', async () => {
    const { account, attemptId } = await begin();

    await tokens().saveRefreshed(account, attemptId, newRow({ sealedRefreshToken: undefined }), undefined);

    expect(await readTokenRow(database.superuser, account.id)).toMatchObject({
      ...stored,
      refresh: 'sealed refresh',
    });
    expect((await readEffects(database.superuser)).outbox).toEqual([]);
  });

  test('once more, since the answer to the first save was lost, are stored already', async () => {
    const { account, attemptId } = await begin();
    const save = (announced: boolean) =>
      tokens().saveRefreshed(
        account,
        attemptId,
        newRow(),
        announced ? announcementOf('account.scopes_changed', account.id) : undefined,
      );

    const outcomes = [await save(true), await save(true)];

    expect(outcomes).toEqual(['stored', 'stored']);
    expect(await readTokenRow(database.superuser, account.id)).toMatchObject({ version: 2 });
    expect((await readEffects(database.superuser)).outbox).toHaveLength(1);
  });

  test('ten times at once go in once', async () => {
    const { account, attemptId } = await begin();
    const workers = Array.from({ length: 10 }, () => createTokenRefreshStore(database.open('app', 1)));

    await Promise.all(workers.map((store) => store.saveRefreshed(account, attemptId, newRow(), undefined)));

    expect(await readTokenRow(database.superuser, account.id)).toMatchObject(stored);
  });

  test('are fenced off when the lease is another’s, and the attempt stays open', async () => {
    const { account, attemptId } = await begin(-1);
    await database.superuser`update oauth_accounts set lease_id = ${randomUUID()}`;
    const before = await readTokenRow(database.superuser, account.id);

    const outcome = await tokens().saveRefreshed(account, attemptId, newRow(), undefined);

    expect(outcome).toBe('fenced');
    expect(await readTokenRow(database.superuser, account.id)).toEqual(before);
    expect(await readJournal(database.superuser, account.id)).toMatchObject([{ outcome: null }]);
  });

  test('are stored though the lease has ended, as long as nobody took it', async () => {
    const { account, attemptId } = await begin(-1);

    expect(await tokens().saveRefreshed(account, attemptId, newRow(), undefined)).toBe('stored');
  });

  test.each<[string, (id: string) => Promise<unknown>]>([
    ['connected anew', reconnect],
    ['disconnected', (id) => endGrant(database.app, id)],
  ])('are superseded by an account that was %s meanwhile', async (_, meanwhile) => {
    const { account, attemptId } = await begin();
    await meanwhile(account.id);
    const before = await readTokenRow(database.superuser, account.id);

    const outcome = await tokens().saveRefreshed(account, attemptId, newRow(), undefined);

    expect(outcome).toBe('superseded');
    expect(await readTokenRow(database.superuser, account.id)).toEqual(before);
  });

  test('for another tenant’s account of the same id change nothing, by the login of requests', async () => {
    const { account, attemptId } = await begin();
    const before = await readTokenRow(database.superuser, account.id);
    const foreign = { ...account, tenantId: 'tenant-b' };

    const outcome = await tokens().saveRefreshed(foreign, attemptId, newRow(), undefined);

    expect(outcome).toBe('superseded');
    expect(await readTokenRow(database.superuser, account.id)).toEqual(before);
  });

  test('whose announcement cannot be stored are not stored either', async () => {
    const { account, attemptId } = await begin();
    const announcement = announcementOf('account.scopes_changed', account.id);
    await database.superuser`
      insert into outbox values (${announcement.outboxId}, 'tenant-a', 'x', ${randomUUID()}, '{}', now())`;

    const saving = tokens().saveRefreshed(account, attemptId, newRow(), announcement);

    await expect(saving).rejects.toMatchObject({ code: '23505' });
    expect(await readTokenRow(database.superuser, account.id)).toMatchObject({
      version: 1,
      lease: account.leaseId,
    });
    expect(await readJournal(database.superuser, account.id)).toMatchObject([{ outcome: null }]);
  });

  test.each([
    [90 * dayMs, null],
    [3 * dayMs + 1, null],
    [3 * dayMs, 7],
    [dayMs, 7],
  ])(
    'make a given notice void only when the end moved by more than a day (%d ms ahead: %s)',
    async (endsMs, notice) => {
      const { account, attemptId } = await begin();
      await database.superuser`update oauth_accounts set notice_days = 7, refresh_expires_at = ${laterBy(2 * dayMs)}`;

      await tokens().saveRefreshed(
        account,
        attemptId,
        newRow({ refreshExpiresAt: laterBy(endsMs) }),
        undefined,
      );

      expect((await readTokenRow(database.superuser, account.id))['notice']).toBe(notice);
    },
  );
});

describe('tokens that come late, out of the lifeboat', () => {
  const begin = async (leaseMs = -1) =>
    beginAttempt(database.app, await insertDue(database.superuser), leaseMs);
  const rescue = (one: Awaited<ReturnType<typeof begin>>, store = tokens(), scopesChanged = false) =>
    store.saveRescued(
      one.account,
      one.attemptId,
      newRow(),
      announcementOf('account.recovered', one.account.id),
      scopesChanged ? announcementOf('account.scopes_changed', one.account.id) : undefined,
    );
  const told = async () => (await readEffects(database.superuser)).outbox.map((row) => row['type']);

  test('are stored by their version, and nobody is told, since the account was connected all the time', async () => {
    const one = await begin();

    expect(await rescue(one)).toBe('stored');
    expect(await readTokenRow(database.superuser, one.account.id)).toMatchObject({ ...stored, lease: null });
    expect(await readJournal(database.superuser, one.account.id)).toMatchObject([{ outcome: 'rescued' }]);
    expect(await told()).toEqual([]);
  });

  test('heal an account that asked for a login, and the CRM is told once', async () => {
    const one = await begin();
    await requireLogin(one.account.id);

    const outcomes = [await rescue(one), await rescue(one)];

    expect(outcomes).toEqual(['stored', 'stored']);
    expect(await readTokenRow(database.superuser, one.account.id)).toMatchObject({
      ...stored,
      reason: 'connected',
    });
    expect(await told()).toEqual(['account.recovered']);
  });

  test('ten times at once go in once', async () => {
    const one = await begin();
    const workers = Array.from({ length: 10 }, () => createTokenRefreshStore(database.open('worker', 1)));

    await Promise.all(workers.map((store) => rescue(one, store)));

    expect(await readTokenRow(database.superuser, one.account.id)).toMatchObject(stored);
  });

  test('tell of scopes that changed with them, once', async () => {
    const one = await begin();

    await rescue(one, tokens(), true);
    await rescue(one, tokens(), true);

    expect(await told()).toEqual(['account.scopes_changed']);
  });

  test('are fenced off while another worker holds the lease, and stored when that has ended', async () => {
    const one = await begin();
    await tokens().noteOutcome('tenant-a', { attemptId: one.attemptId, outcome: 'lifeboat' });
    await database.superuser`
      update oauth_accounts set lease_id = ${randomUUID()}, lease_expires_at = clock_timestamp() + interval '1 minute'`;
    const before = await readTokenRow(database.superuser, one.account.id);

    const during = await rescue(one);
    const unchanged = await readTokenRow(database.superuser, one.account.id);
    await database.superuser`update oauth_accounts set lease_expires_at = clock_timestamp()`;
    const after = await rescue(one);

    expect([during, after]).toEqual(['fenced', 'stored']);
    expect(unchanged).toEqual(before);
  });

  test('are stored under their own lease while it is still held', async () => {
    expect(await rescue(await begin(60_000))).toBe('stored');
  });

  test.each<[string, (id: string) => Promise<unknown>]>([
    ['connected anew', reconnect],
    ['disconnected', (id) => endGrant(database.app, id)],
    [
      'revoked by TikTok, under the same version',
      (id) => database.superuser`
        update oauth_accounts set state = 'revoked', sealed_access_token = null, sealed_refresh_token = null
        where id = ${id}`,
    ],
  ])('come too late for an account that was %s', async (_, meanwhile) => {
    const one = await begin();
    await meanwhile(one.account.id);
    const [before, toldBefore] = [await readTokenRow(database.superuser, one.account.id), await told()];

    expect(await rescue(one)).toBe('superseded');
    expect(await readTokenRow(database.superuser, one.account.id)).toEqual(before);
    expect(await told()).toEqual(toldBefore);
  });
});
