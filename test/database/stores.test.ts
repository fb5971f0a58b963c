import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createAccountStore, type NewConnection } from '../../shared/database/accounts.ts';
import { createAttemptStore } from '../../shared/database/attempts.ts';
import { createDataKeyStore } from '../../shared/database/data-keys.ts';
import { announce } from '../../shared/outbox/crm-event.ts';
import { clearTables, readEffects } from '../support/accounts.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const now = new Date('2026-11-20T12:00:00Z');
const later = new Date(now.getTime() + 600_000);

describe('the stores', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
  });
  beforeEach(() => clearTables(database.superuser));
  afterAll(() => database.drop());

  const several = (count: number) => Array.from({ length: count }, () => database.open('app', 1));
  const connection = (differs: Partial<NewConnection> = {}): NewConnection => ({
    id: randomUUID(),
    tenantId: 'tenant-a',
    userId: 'user-a',
    platform: 'tiktok',
    openId: 'open-id',
    requestedScopes: ['a,b', 'c"d', 'NULL'],
    grantedScopes: ['a,b'],
    sealedAccessToken: randomBytes(60),
    sealedRefreshToken: randomBytes(60),
    accessExpiresAt: later,
    refreshExpiresAt: later,
    refreshDueAt: later,
    stateReason: 'connected',
    connectedAt: now,
    ...differs,
  });
  const announceConnection = () => announce('account.connected', 'user:user-a', { accountId: 'x' }, now);

  test('an account comes back as it was stored, with its two announcement rows', async () => {
    const accounts = createAccountStore(database.app);
    const stored = connection();

    const outcome = await accounts.saveConnection(stored, announceConnection());

    const { outbox, audit } = await readEffects(database.superuser);
    expect(outcome).toBe('saved');
    const { refreshDueAt: _, ...shown } = stored;
    expect(await accounts.find('tenant-a', stored.id)).toMatchObject({
      ...shown,
      state: 'connected',
      tokenVersion: 1,
    });
    expect([outbox.length, audit.length]).toEqual([1, 1]);
  });

  test('of ten first connections at once of one creator by one user, one is stored and nine read its id', async () => {
    const outcomes = await Promise.all(
      several(10).map((app) => createAccountStore(app).saveConnection(connection(), announceConnection())),
    );

    const { accounts, outbox } = await readEffects(database.superuser);
    expect(outcomes.sort()).toEqual([...Array(9).fill('id_taken'), 'saved']);
    expect([accounts.length, outbox.length]).toEqual([1, 1]);
  });

  test('of ten users of five tenants who connect one creator at once, one does and nine are told', async () => {
    const outcomes = await Promise.all(
      several(10).map((app, index) =>
        createAccountStore(app).saveConnection(
          connection({ userId: `user-${index}`, tenantId: `tenant-${index % 5}` }),
          announceConnection(),
        ),
      ),
    );

    const { accounts, outbox } = await readEffects(database.superuser);
    expect(outcomes.sort()).toEqual([...Array(9).fill('linked_elsewhere'), 'saved']);
    expect([accounts.length, outbox.length]).toEqual([1, 1]);
  });

  test('an account connected anew begins anew: no lease, no failures, no notice, and its new times', async () => {
    const accounts = createAccountStore(database.app);
    const stored = connection();
    await accounts.saveConnection(stored, announceConnection());
    await database.superuser`
      update oauth_accounts
      set lease_id = ${randomUUID()}, lease_expires_at = clock_timestamp() + interval '1 minute', refresh_failures = 3,
        refresh_refusals = 2, notice_days = 7, state = 'reauth_required'`;

    await accounts.saveConnection(
      { ...stored, connectedAt: later, refreshDueAt: later },
      announceConnection(),
    );

    const rows = await database.superuser`
      select lease_id, lease_expires_at, refresh_failures, refresh_refusals, notice_days, state, token_version,
        last_used_at, refresh_due_at, token_issued_at
      from oauth_accounts`;
    expect([...rows]).toEqual([
      {
        lease_id: null,
        lease_expires_at: null,
        refresh_failures: 0,
        refresh_refusals: 0,
        notice_days: null,
        state: 'connected',
        token_version: 2,
        last_used_at: later,
        refresh_due_at: later,
        token_issued_at: later,
      },
    ]);
  });

  test('of ten disconnects at once, one ends the grant and tells of it', async () => {
    const stored = connection();
    await createAccountStore(database.app).saveConnection(stored, announceConnection());
    const account = await createAccountStore(database.app).find('tenant-a', stored.id);
    if (account === undefined) throw new Error('It is not there.');

    const ended = await Promise.all(
      several(10).map((app) =>
        createAccountStore(app).disconnect(account, 'disconnected_by_user', announceConnection()),
      ),
    );

    const { accounts, outbox } = await readEffects(database.superuser);
    expect(ended.filter(Boolean).length).toBe(1);
    expect(accounts).toMatchObject([{ state: 'disconnected', destroyed: true }]);
    expect(outbox.length).toBe(2);
  });

  test('an attempt is consumed by one of twenty callers at once, and not by another browser or too late', async () => {
    const [stateHash, bindingHash] = [randomBytes(32), randomBytes(32)];
    const attempt = {
      stateHash,
      bindingHash,
      tenantId: 'tenant-a',
      userId: 'user-a',
      platform: 'tiktok',
      returnTo: '/',
      requestedScopes: ['a'],
      startedAt: now,
      expiresAt: later,
    };
    const attempts = createAttemptStore(database.app);
    await attempts.insert(attempt);

    const refused = [
      await attempts.consume(stateHash, randomBytes(32), now),
      await attempts.consume(randomBytes(32), bindingHash, now),
      await attempts.consume(stateHash, bindingHash, later),
    ];
    const consumed = await Promise.all(
      several(20).map((app) => createAttemptStore(app).consume(stateHash, bindingHash, now)),
    );

    expect(refused).toEqual([false, false, false]);
    expect(consumed.filter(Boolean).length).toBe(1);
    expect(await attempts.find(stateHash)).toMatchObject({ ...attempt, consumedAt: now });
  });

  test('of twenty first data keys at once, all callers get the one that was stored', async () => {
    const stored = await Promise.all(
      several(20).map((app) =>
        createDataKeyStore(app).insert({
          id: randomUUID(),
          tenant: 'tenant-a',
          wrapped: randomBytes(40),
          createdAt: now,
        }),
      ),
    );

    const active = await createDataKeyStore(database.app).findActive('tenant-a');
    expect(new Set(stored.map((key) => key.id))).toEqual(new Set([active?.id]));
  });

  test('a retired data key is found by its id, is active no more, and makes room for the next', async () => {
    const keys = createDataKeyStore(database.app);
    const key = () => ({ id: randomUUID(), tenant: 'tenant-a', wrapped: randomBytes(40), createdAt: now });
    const first = await keys.insert(key());
    await keys.retire(first.id, 'tenant-a', now);

    const second = await keys.insert(key());

    expect(await keys.find(first.id, 'tenant-a')).toMatchObject({ id: first.id });
    expect(await keys.find(first.id, 'tenant-b')).toBeUndefined();
    expect((await keys.findActive('tenant-a'))?.id).toBe(second.id);
  });
});
