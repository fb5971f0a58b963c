import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FaultAction } from '../../infra/local/tiktok-simulator/fault-book.ts';
import type { RefreshDependencies } from '../../shared/tokens/refresh-account.ts';
import { withAccessToken } from '../../shared/tokens/with-access-token.ts';
import {
  answerNext,
  connectOne,
  hourMs,
  minuteMs,
  openTiktokWithWrongSecret,
  secondMs,
  tokenPath,
} from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

const down: FaultAction = { kind: 'answer', status: 503, code: 'temporarily_unavailable' };

describe('an access token that cannot be had', () => {
  let world: TokenWorld;
  let account: ConnectedAccount;

  beforeEach(async () => {
    world = await startTokenWorld();
    account = await connectOne(world);
  });
  afterEach(() => world.close());

  const use = (
    worker: RefreshDependencies = world.worker(),
    name: Partial<{ tenant: string; accountId: string }> = {},
  ) =>
    withAccessToken(worker, { tenant: account.tenant, accountId: account.id, ...name }, async (token) =>
      token.reveal(),
    );
  const useFromMany = async (count: number, changes: Parameters<TokenWorld['worker']>[0] = {}) => {
    const workers = Array.from({ length: count }, () =>
      world.worker(changes, { login: 'app', sql: world.database.open('app', 1) }),
    );
    const settled = await Promise.allSettled(workers.map((worker) => use(worker)));
    const codes = settled.map((one) => (one.status === 'fulfilled' ? 'served' : one.reason.code));
    return [...new Set(codes)];
  };
  const calls = () => world.simulator.control.countTokenCalls().refreshCalls;
  const failCalls = (action: FaultAction) =>
    world.simulator.control.addFault({ match: { path: tokenPath }, times: null, action });

  test('because TikTok is down is asked for again when its time has come, which the caller is told', async () => {
    await world.advance(2 * hourMs);
    const fault = failCalls(down);
    const worker = world.worker({ chance: () => 0 });

    await expect(use(worker)).rejects.toMatchObject({
      code: 'platform_unavailable',
      retryAfterSeconds: expect.any(Number),
    });
    await world.advance(20 * secondMs);
    await expect(use(worker)).rejects.toMatchObject({ code: 'platform_unavailable', retryAfterSeconds: 40 });

    expect(calls()).toBe(1);
    world.simulator.control.removeFault(fault.id);
    await world.advance(40 * secondMs);
    expect(await use(worker)).toBe(world.current(account).access);
    expect(calls()).toBe(2);
  });

  test('because TikTok is down is no reason to keep back one that still lives', async () => {
    await world.advance(100 * minuteMs);
    failCalls(down);

    const served = await use();

    expect([served, calls()]).toEqual([world.current(account).access, 0]);
  });

  /** One caller's try, or that of a few who looked just before it failed. */
  const expectFew = (found: number, ofOne: number): void => {
    expect(found).toBeGreaterThanOrEqual(ofOne);
    expect(found).toBeLessThanOrEqual(5 * ofOne);
  };

  test.each<[string, FaultAction, number]>([
    ['is down', down, 1],
    ['limits the rate', { kind: 'rate-limit' }, 1],
    ['cuts each connection', { kind: 'cut-before' }, 2],
    ['refuses the request', { kind: 'answer', status: 400, code: 'invalid_request' }, 1],
  ])('while TikTok %s costs 50 callers at once a try, and not one each', async (_how, action, tries) => {
    await world.advance(2 * hourMs);
    failCalls(action);

    const codes = await useFromMany(50);

    expect(codes).toEqual(['platform_unavailable']);
    expectFew(calls(), tries);
  });

  test('while TikTok does not accept the app costs 50 callers at once a try, and not one each', async () => {
    await world.advance(2 * hourMs);

    const codes = await useFromMany(50, { platform: openTiktokWithWrongSecret(world) });

    expect(codes).toContain('platform_misconfigured');
    expectFew(calls(), 1);
    expect((await world.read(account)).state).toBe('connected');
  });

  test('because TikTok ended the grant is one call for 50 callers, and all are told to connect anew', async () => {
    await world.advance(2 * hourMs);
    answerNext(world, '{"error":"invalid_grant","error_description":"","log_id":"l"}', null);

    const codes = await useFromMany(50);

    expect([codes, calls()]).toEqual([['account_not_connected'], 1]);
    expect(await world.told(account)).toEqual(['account.connected', 'account.reauth_required']);
  });

  test('for want of the key service says so, and costs TikTok no call and the account nothing', async () => {
    await world.advance(2 * hourMs);
    world.keyService.downFor.add(account.tenant);

    const codes = await useFromMany(10);

    world.keyService.downFor.clear();
    expect([codes, calls()]).toEqual([['key_service_unavailable'], 0]);
    expect(await world.read(account)).toMatchObject({ state: 'connected', refreshFailures: 0 });
    expect(await use()).toBe(world.current(account).access);
  });

  test('because a lost attempt is to be settled by the sweep makes the account due for it at once', async () => {
    await world.advance(2 * hourMs);
    await world.database.superuser`
      update oauth_accounts set refresh_due_at = ${new Date(world.now().getTime() + hourMs)}`;
    await world.database.superuser`
      insert into refresh_attempts (id, tenant_id, account_id, lease_id, version_seen, started_by)
      values (${randomUUID()}, ${account.tenant}, ${account.id}, ${randomUUID()}, 1, 'use')`;

    await expect(use()).rejects.toMatchObject({ code: 'token_refresh_pending', retryAfterSeconds: 300 });

    expect([calls(), (await world.read(account)).refreshDueAt]).toEqual([0, world.now()]);
  });

  test('of an account of another tenant, or of none, is not found, by either login, and nothing is asked', async () => {
    await world.advance(2 * hourMs);

    for (const login of ['app', 'worker'] as const) {
      const worker = world.worker({}, { login });
      await expect(use(worker, { tenant: 'tenant-of-others' })).rejects.toMatchObject({
        code: 'account_not_found',
      });
      await expect(use(worker, { accountId: randomUUID() })).rejects.toMatchObject({
        code: 'account_not_found',
      });
    }

    expect(calls()).toBe(0);
    expect((await world.read(account)).tokenVersion).toBe(1);
  });

  test('by a worker whose store looks at other tenants’ rows is kept from it by the database', async () => {
    await world.advance(2 * hourMs);
    const { tokens, ...worker } = world.worker({}, { login: 'app' });
    const row = await world.read(account);
    const lying = { ...tokens, read: async () => ({ ...row, tenantId: 'tenant-of-others' }) };

    const used = withAccessToken(
      { ...worker, tokens: lying },
      { tenant: 'tenant-of-others', accountId: account.id },
      async () => 'used',
      { waitMs: 50 },
    );

    await expect(used).rejects.toMatchObject({ code: 'token_refresh_pending' });
    expect([calls(), await world.attempts(account)]).toEqual([0, []]);
  });

  test.each([
    ['reauth_required', 'refresh_refused', 'TikTok ended the access. Connect it again to use it.'],
    ['reauth_required', 'refresh_in_doubt', /interrupted twice/],
    ['revoked', 'removed_by_creator', /The creator removed our access in the TikTok app/],
    ['disconnected', 'disconnected_by_user', /was disconnected here/],
  ])(
    'of an account that is %s (%s) is refused with that reason as a sentence',
    async (state, reason, sentence) => {
      const live = state === 'reauth_required';
      await world.database.superuser`
      update oauth_accounts
      set state = ${state}, state_reason = ${reason},
        sealed_access_token = case when ${live} then sealed_access_token end,
        sealed_refresh_token = case when ${live} then sealed_refresh_token end`;

      const used = use();

      await expect(used).rejects.toMatchObject({
        code: 'account_not_connected',
        detail: typeof sentence === 'string' ? sentence : expect.stringMatching(sentence),
      });
      expect(calls()).toBe(0);
    },
  );
});
