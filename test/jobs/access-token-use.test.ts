import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PlatformError } from '../../shared/platforms/platform.ts';
import type { RefreshDependencies } from '../../shared/tokens/refresh-account.ts';
import { type Job, type Use, withAccessToken } from '../../shared/tokens/with-access-token.ts';
import { connectOne, hourMs, minuteMs, secondMs, tokenPath } from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

describe('an access token in use', () => {
  let world: TokenWorld;
  let account: ConnectedAccount;

  beforeEach(async () => {
    world = await startTokenWorld();
    account = await connectOne(world);
  });
  afterEach(() => world.close());

  const nameOf = ({ tenant, id }: ConnectedAccount) => ({ tenant, accountId: id });
  const reveal: Use<string> = async (token) => token.reveal();
  const use = <T>(how: Use<T>, job: Job = {}, worker: RefreshDependencies = world.worker()) =>
    withAccessToken(worker, nameOf(account), how, job);
  const openWorkers = (count: number) =>
    Array.from({ length: count }, () =>
      world.worker({}, { login: 'app', sql: world.database.open('app', 1) }),
    );
  const useFrom50 = <T>(how: Use<T>, job: Job = {}) =>
    Promise.allSettled(openWorkers(50).map((worker) => use(how, job, worker)));
  const valuesOf = <T>(settled: readonly PromiseSettledResult<T>[]) =>
    settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason));
  const calls = () => world.simulator.control.countTokenCalls(account.openId);
  const slowTiktok = (delayMs: number) =>
    world.simulator.control.addFault({
      match: { path: tokenPath },
      times: null,
      action: { kind: 'delay', delayMs },
    });

  test('of an expired account, wanted by 50 workers at once, costs one token call, and all get the new one', async () => {
    await world.advance(3 * hourMs);
    slowTiktok(200);

    const got = await useFrom50(reveal);

    expect(new Set(valuesOf(got))).toEqual(new Set([world.current(account).access]));
    expect(calls()).toMatchObject({ refreshCalls: 1, maxInFlight: 1 });
    expect(await world.attempts(account)).toEqual([{ outcome: 'refreshed', startedBy: 'use', version: 1 }]);
  });

  test('that is valid costs no call, and one look into the database', async () => {
    const { tokens, ...worker } = world.worker();
    const looks: string[] = [];
    const counting = new Proxy(tokens, {
      get: (target, name: keyof typeof tokens) => {
        looks.push(name);
        return target[name];
      },
    });

    const got = await use(reveal, {}, { ...worker, tokens: counting });

    expect([got, calls().refreshCalls, looks]).toEqual([world.current(account).access, 0, ['read']]);
  });

  test.each([
    ['the minute that a job has by default', {}, 119, [0, 1]],
    ['an upload of half an hour', { lifeNeededMs: 30 * minuteMs }, 90, [0, 1]],
  ] as const)('that would end within %s is refreshed first', async (_what, job, minutes, refreshes) => {
    await world.advance(minutes * minuteMs - secondMs);
    const seen: number[] = [];

    for (let nth = 0; nth < 2; nth += 1) {
      await use(reveal, job);
      seen.push(calls().refreshCalls);
      await world.advance(secondMs);
    }

    expect(seen).toEqual(refreshes);
  });

  test('for a job longer than any token lives is refreshed when a quarter of its life is over, and not over and over', async () => {
    const job = { lifeNeededMs: 24 * hourMs };
    await world.advance(20 * minuteMs);
    await use(reveal, job);
    const early = calls().refreshCalls;
    await world.advance(10 * minuteMs);

    const got = await useFrom50(reveal, job);

    expect([early, calls().refreshCalls]).toEqual([0, 1]);
    expect(new Set(valuesOf(got))).toEqual(new Set([world.current(account).access]));
    await use(reveal, job);
    expect(calls().refreshCalls).toBe(1);
  });

  const refused = () => new PlatformError('needs_reauthorization', 'access_token_invalid', 'Not this token.');
  /** TikTok takes any token but this one. */
  const refuseToken =
    (dead: string, seen: string[] = []): Use<string> =>
    async (token) => {
      seen.push(token.reveal());
      if (token.reveal() === dead) throw refused();
      return token.reveal();
    };

  test('that TikTok does not accept is refreshed once, and the use repeated once', async () => {
    const { access: dead } = await world.reveal(account);
    const seen: string[] = [];

    const got = await use(refuseToken(dead, seen));

    const { access } = world.current(account);
    expect([got, seen, calls().refreshCalls]).toEqual([access, [dead, access], 1]);
  });

  test('that TikTok does not accept from 50 callers at once is refreshed once for all of them', async () => {
    const { access: dead } = await world.reveal(account);
    slowTiktok(50);

    const got = await useFrom50(refuseToken(dead));

    expect(new Set(valuesOf(got))).toEqual(new Set([world.current(account).access]));
    expect(calls()).toMatchObject({ refreshCalls: 1, maxInFlight: 1 });
  });

  test('that TikTok really holds dead is found so by its own answer', async () => {
    const { platform } = world.worker();
    await world.database.superuser`
      update oauth_accounts set access_expires_at = access_expires_at + interval '1 day' where id = ${account.id}`;
    await world.advance(3 * hourMs);

    const profile = await use((token, { grantedScopes }) => platform.fetchProfile(token, grantedScopes));

    expect(profile.displayName).not.toBeNull();
    expect(calls().refreshCalls).toBe(1);
  });

  test('that TikTok does not accept because the creator ended the access is the end of the connection', async () => {
    const { platform } = world.worker();
    world.simulator.control.disconnectCreator('creator-1.00001');

    const used = use((token, { grantedScopes }) => platform.fetchProfile(token, grantedScopes));

    await expect(used).rejects.toMatchObject({ code: 'account_not_connected' });
    expect(await world.read(account)).toMatchObject({
      state: 'reauth_required',
      stateReason: 'refresh_refused',
    });
    expect(calls()).toMatchObject({ refreshCalls: 1, refused: 1 });
  });

  test('that TikTok does not accept a second time is the caller’s failure', async () => {
    let uses = 0;
    const never: Use<string> = async () => {
      uses += 1;
      throw refused();
    };

    const used = use(never);

    await expect(used).rejects.toMatchObject({ code: 'access_token_invalid' });
    expect([uses, calls().refreshCalls]).toEqual([2, 1]);
  });

  test.each([
    new PlatformError('throttled', 'rate_limit_exceeded', 'Too often.'),
    new PlatformError('permanent', 'scope_not_authorized', 'Not granted.'),
    new Error('a mistake of ours'),
  ])('whose use fails for another reason (%s) is not used again', async (error) => {
    let uses = 0;

    const used = use(async () => {
      uses += 1;
      throw error;
    });

    await expect(used).rejects.toBe(error);
    expect([uses, calls().refreshCalls]).toEqual([1, 0]);
  });

  test('notes that the account is in use, once a day', async () => {
    const { connectedAt } = await world.read(account);
    await world.advance(hourMs);
    await use(reveal);
    const sameDay = (await world.read(account)).lastUsedAt;
    await world.simulator.control.patchSwitches({ tokenLifetimes: '24h-365d' });
    await world.advance(24 * hourMs);
    await use(reveal);

    expect([sameDay, (await world.read(account)).lastUsedAt]).toEqual([connectedAt, world.now()]);
  });
});
