import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../../shared/core/failure.ts';
import type { SweepDependencies } from '../../shared/tokens/sweep.ts';
import { withAccessToken } from '../../shared/tokens/with-access-token.ts';
import {
  answerNext,
  connectOne,
  countLeases,
  hourMs,
  minuteMs,
  sweepOnce,
  writeTokenAnswer,
} from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

type Changes = Partial<SweepDependencies>;

const surprise = async (): Promise<never> => {
  throw new TypeError('Cannot read properties of undefined');
};

describe('a fault of our own in a refresh', () => {
  let world: TokenWorld;
  let account: ConnectedAccount;

  beforeEach(async () => {
    world = await startTokenWorld();
    account = await connectOne(world);
    await world.advance(2 * hourMs);
  });
  afterEach(() => world.close());

  const calls = () => world.simulator.control.countTokenCalls(account.openId).refreshCalls;
  const passUntilDue = async (): Promise<number> => {
    const waitMs = (await world.read(account)).refreshDueAt.getTime() - world.now().getTime();
    await world.advance(waitMs);
    return waitMs / minuteMs;
  };
  /** Sweeps so often, each time when the account is due again; answers with the waits between, in minutes. */
  const sweepOver = async (sweeps: number, changes: Changes): Promise<number[]> => {
    const waits: number[] = [];
    for (let nth = 0; nth < sweeps; nth += 1) {
      const counts = await sweepOnce(world, { chance: () => 0, ...changes });
      expect(counts).toMatchObject({ refreshed: 0, failed: 1, reauthRequired: 0 });
      expect(await countLeases(world)).toBe(0);
      waits.push(await passUntilDue());
    }
    return waits;
  };

  const before: [string, () => Changes][] = [
    ['preparing the key', () => ({ vault: { ...world.vault, prepare: surprise } })],
    ['opening the token', () => ({ vault: { ...world.vault, open: surprise } })],
    [
      'bringing the credentials to hand',
      () => ({ platform: { ...world.worker().platform, prepare: surprise } }),
    ],
    [
      'reading the credentials, which are away',
      () => ({
        platform: {
          ...world.worker().platform,
          prepare: async () => {
            throw new Failure('secret_unavailable', { detail: 'Away.' });
          },
        },
      }),
    ],
  ];

  test.each(before)(
    'before TikTok is asked (%s) ends no account, holds no lease, waits longer and longer, and heals',
    async (_where, change) => {
      const waits = await sweepOver(8, change());
      const healed = await sweepOnce(world);

      expect(waits).toEqual([1, 2, 4, 8, 15, 15, 15, 15]);
      expect([healed.refreshed, calls()]).toEqual([1, 1]);
      expect(await world.attempts(account)).toMatchObject([{ outcome: 'refreshed' }]);
      expect(await world.told(account)).toEqual(['account.connected']);
      expect(await world.read(account)).toMatchObject({ state: 'connected', refreshFailures: 0 });
    },
  );

  test.each(before)(
    'before TikTok is asked (%s) fails one caller, holds no lease, and serves the next when its time has come',
    async (where, change) => {
      const use = (changes: Changes) =>
        withAccessToken(
          world.worker(changes, { login: 'app' }),
          { tenant: account.tenant, accountId: account.id },
          async (token) => token.reveal(),
        );

      const failed: unknown = await use(change()).catch((error: unknown) => error);

      // A caller prepares the key before it takes the lease, so that this is its own fault and nobody else's.
      const passing = expect.objectContaining({ code: 'platform_unavailable' });
      expect(failed).toEqual(where === 'preparing the key' ? expect.any(TypeError) : passing);
      expect(await countLeases(world)).toBe(0);
      await passUntilDue();
      expect(await use({})).toBe(world.current(account).access);
    },
  );

  test('while asking ends no account, however often it comes, and heals', async () => {
    const { platform } = world.worker();

    const waits = await sweepOver(8, { platform: { ...platform, refresh: surprise } });
    const healed = await sweepOnce(world);

    expect(waits).toEqual([1, 2, 4, 8, 15, 15, 15, 15]);
    expect(healed).toMatchObject({ refreshed: 1, inDoubt: 0 });
    expect((await world.attempts(account)).map(({ outcome }) => outcome)).toEqual([
      ...Array(8).fill('unanswered'),
      'refreshed',
    ]);
    expect(await world.told(account)).toEqual(['account.connected']);
    expect(await world.reveal(account)).toEqual(world.current(account));
  });

  test('after TikTok has answered ends no account by itself: while TikTok takes the token, it heals', async () => {
    world.simulator.control.patchSwitches({ refreshRotation: 'lenient' });
    const { platform } = world.worker();
    const refresh = async (token: Parameters<typeof platform.refresh>[0]) => {
      await platform.refresh(token);
      return surprise();
    };

    await sweepOver(6, { platform: { ...platform, refresh } });
    const healed = await sweepOnce(world);

    expect(healed).toMatchObject({ refreshed: 1, reauthRequired: 0 });
    expect(await world.read(account)).toMatchObject({ state: 'connected', tokenVersion: 2 });
    expect(await world.reveal(account)).toEqual(world.current(account));
  });

  test('after TikTok has answered, in sealing the tokens, ends no account by itself', async () => {
    world.simulator.control.patchSwitches({ refreshRotation: 'lenient' });
    for (let nth = 0; nth < 3; nth += 1) {
      await sweepOnce(world, { vault: { ...world.vault, seal: surprise } });
      await world.database.superuser`update oauth_accounts set lease_expires_at = clock_timestamp()`;
      await world.advance(hourMs);
    }

    const healed = await sweepOnce(world);

    expect(healed).toMatchObject({ refreshed: 1 });
    expect(await world.told(account)).toEqual(['account.connected']);
  });

  test('after TikTok has answered, in storing the tokens, has them in the lifeboat', async () => {
    const { tokens } = world.worker();

    const counts = await sweepOnce(world, {
      tokens: { ...tokens, saveRefreshed: surprise, saveRescued: surprise },
    });
    await world.database.superuser`update oauth_accounts set lease_id = null, lease_expires_at = null`;
    const rescued = await world.rescue();

    expect([counts.refreshed, counts.inLifeboat, rescued]).toEqual([1, 1, ['stored']]);
    expect(await world.reveal(account)).toEqual(world.current(account));
  });

  test('outside of any account is thrown once every call in flight has ended, and no token of theirs is lost', async () => {
    const accounts = await world.connect({ count: 60 });
    await world.advance(2 * hourMs);
    const { due, platform } = world.worker();
    let [claims, inFlight] = [0, 0];
    const refresh: typeof platform.refresh = async (token) => {
      inFlight += 1;
      return platform.refresh(token).finally(() => {
        inFlight -= 1;
      });
    };
    const claimDue: typeof due.claimDue = async (...wish) => {
      claims += 1;
      return claims === 1 ? due.claimDue(...wish) : surprise();
    };

    const swept = sweepOnce(world, { due: { ...due, claimDue }, platform: { ...platform, refresh } });

    await expect(swept).rejects.toThrow(TypeError);
    expect(inFlight).toBe(0);
    for (const one of accounts) expect((await world.reveal(one)).refresh).toBe(world.current(one).refresh);
    const { refreshed, refused } = world.simulator.control.countTokenCalls();
    expect([refreshed > 1, refused]).toEqual([true, 0]);
  });

  const hostile: [string, string][] = [
    ['code', JSON.stringify({ error: 'server\0error', error_description: 'x', log_id: 'L' })],
    ['log id', JSON.stringify({ error: 'server_error', error_description: 'x', log_id: 'L\0' })],
    ['code and log id', JSON.stringify({ error: '\0', error_description: '\0', log_id: '\0' })],
  ];

  test.each(hostile)(
    "a NUL in the %s of TikTok's error reaches no row, and the account goes on",
    async (_where, body) => {
      answerNext(world, body);

      const counts = await sweepOnce(world);

      expect(counts).toMatchObject({ failed: 1, reauthRequired: 0 });
      const [row] = await world.database.superuser`
      select outcome is not null as ended, code ~ '^[a-z_]+$' as plain, finished_at is not null as finished
      from refresh_attempts`;
      expect(row).toEqual({ ended: true, plain: true, finished: true });
      expect(await world.read(account)).toMatchObject({
        state: 'connected',
        openAttempts: 0,
        isLeased: false,
      });
      await passUntilDue();
      expect(await sweepOnce(world)).toMatchObject({ refreshed: 1, inDoubt: 0 });
    },
  );

  test("a NUL in the scopes of TikTok's answer costs none of the tokens that came with them", async () => {
    const scope = 'user.info.basic,video\0upload,\0';
    answerNext(world, writeTokenAnswer({ open_id: account.openId, scope }));

    const counts = await sweepOnce(world);

    expect(counts).toMatchObject({ refreshed: 1, inLifeboat: 0 });
    expect(await world.reveal(account)).toEqual({
      access: 'act.from-the-answer',
      refresh: 'rft.from-the-answer',
    });
    expect((await world.read(account)).grantedScopes).toEqual(['user.info.basic']);
  });
});
