import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { create } from '../../functions/schedule/refresh-tokens.ts';
import { showAccount } from '../../shared/accounts/account-state.ts';
import { createEndingAccountStore } from '../../shared/database/ending-accounts.ts';
import { announceEndings } from '../../shared/tokens/expiry-notice.ts';
import { connectOne, dayMs, hourMs, minuteMs, readChanges, sweepOnce } from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

describe("notices of a refresh token's end", () => {
  let world: TokenWorld;

  beforeEach(async () => {
    world = await startTokenWorld();
  });
  afterEach(() => world.close());

  const give = (untilMs = minuteMs) =>
    announceEndings(
      { endings: createEndingAccountStore(world.database.open('worker', 1)), clock: world.now },
      new Date(world.now().getTime() + untilMs),
    );
  const noticesOf = async (account: ConnectedAccount) =>
    (await readChanges(world, account))
      .filter(({ type }) => type === 'account.expiring')
      .map(({ payload }) => payload['daysLeft']);
  /** Goes to that long before the end of a refresh token of 180 days, and gives notices twice. */
  const goTo = async (account: ConnectedAccount, leftMs: number): Promise<number[]> => {
    const { refreshExpiresAt } = await world.read(account);
    await world.advance(refreshExpiresAt.getTime() - leftMs - world.now().getTime());
    return [await give(), await give()];
  };

  test('come 30, 7 and 1 days ahead, each once, and none before or between', async () => {
    const account = await connectOne(world);
    const told = [];
    for (const days of [31, 30, 20, 8, 7, 3, 1.5, 1, 0.5]) told.push(await goTo(account, days * dayMs));

    expect(told).toEqual([
      [0, 0],
      [1, 0],
      [0, 0],
      [0, 0],
      [1, 0],
      [0, 0],
      [0, 0],
      [1, 0],
      [0, 0],
    ]);
    expect(await noticesOf(account)).toEqual([30, 7, 1]);
    const { refreshExpiresAt } = await world.read(account);
    expect((await readChanges(world, account)).at(-1)).toEqual({
      type: 'account.expiring',
      actor: 'system:refresh-tokens',
      payload: {
        accountId: account.id,
        userId: 'user-a',
        platform: 'tiktok',
        daysLeft: 1,
        refreshExpiresAt: refreshExpiresAt.toISOString(),
      },
    });
  });

  test.each([
    [29.5, [30]],
    [6, [6]],
    [1.5, [2]],
    [0.5, [1]],
    [-1, []],
  ])(
    'after a pause until %s days before the end only the nearest is given, with the days that are really left',
    async (days, notices) => {
      const account = await connectOne(world);

      await goTo(account, days * dayMs);

      const expiring = (await world.told(account)).filter((type) => type === 'account.expiring');
      expect(expiring).toHaveLength(notices.length);
      if (notices.length > 0) expect(await noticesOf(account)).toEqual(notices);
    },
  );

  test('are each given once by two runs at once over 250 accounts', async () => {
    const accounts = await world.connect({ count: 250, tenants: 5 });
    await world.advance(151 * dayMs);

    const told = await Promise.all([give(), give()]);

    expect(told.reduce((sum, one) => sum + one, 0)).toBe(250);
    const rows = await world.database.superuser`
      select account_id, count(*)::int from outbox where type = 'account.expiring' group by account_id having count(*) = 1`;
    expect(rows).toHaveLength(accounts.length);
    expect(await give()).toBe(0);
  });

  test('stop when the time is over, and the next run gives the rest', async () => {
    await world.connect({ count: 120 });
    await world.advance(151 * dayMs);

    const none = await give(0);
    const all = await give();

    expect([none, all]).toEqual([0, 120]);
  });

  test('begin anew once the refresh token was renewed', async () => {
    const account = await connectOne(world);
    await goTo(account, 7 * dayMs);
    await sweepOnce(world);

    const soon = await give();
    await goTo(account, 30 * dayMs);

    expect(soon).toBe(0);
    expect(await noticesOf(account)).toEqual([7, 30]);
  });

  test('are not repeated where each refresh leaves the end where it is', async () => {
    world.simulator.control.patchSwitches({ refreshLifetime: 'counts-down' });
    const account = await connectOne(world);
    const told = [];

    for (const days of [30, 29, 7, 6]) {
      told.push(await goTo(account, days * dayMs));
      await sweepOnce(world);
    }

    expect(told).toEqual([
      [1, 0],
      [0, 0],
      [1, 0],
      [0, 0],
    ]);
    expect((await world.read(account)).tokenVersion).toBe(3);
  });

  test('are not given to accounts that need a login already', async () => {
    const account = await connectOne(world);
    await world.database
      .superuser`update oauth_accounts set state = 'reauth_required', state_reason = 'refresh_refused'`;

    expect(await goTo(account, 7 * dayMs)).toEqual([0, 0]);

    expect(await world.told(account)).toEqual(['account.connected']);
  });

  test.each(['outbox', 'audit_log'])(
    'are given whole or not at all: cut at the %s, none is noted',
    async (table) => {
      const account = await connectOne(world);
      await world.database.superuser.unsafe(`
      create function cut() returns trigger language plpgsql as $$ begin raise exception 'cut'; end $$;
      create trigger cut before insert on ${table} for each row execute function cut()`);

      await expect(goTo(account, 7 * dayMs)).rejects.toThrow('cut');
      const [cut] = await world.database.superuser`
      select notice_days, (select count(*)::int from outbox) as told, (select count(*)::int from audit_log) as noted
      from oauth_accounts`;
      await world.database.superuser.unsafe(`drop trigger cut on ${table}`);
      const again = await give();

      expect(cut).toEqual({ notice_days: null, told: 1, noted: 1 });
      expect([again, await noticesOf(account)]).toEqual([1, [7]]);
    },
  );

  test('appear in the reason that the API shows, with the day, for as long as they hold', async () => {
    const account = await connectOne(world);
    const shownAt = async (leftMs: number) => {
      await goTo(account, leftMs);
      return showAccount(await world.read(account), world.now()).stateReason;
    };

    const shown = [await shownAt(31 * dayMs), await shownAt(30 * dayMs)];

    const end = (await world.read(account)).refreshExpiresAt.toISOString();
    expect(shown).toEqual([
      'The account is connected.',
      `The account is connected. TikTok ends the access on ${end.slice(0, 10)} at ${end.slice(11, 16)} UTC; connect again before then.`,
    ]);
  });

  test('are given by refresh-tokens after its sweep, so that an account which it renews is not frightened', async () => {
    const kept = await connectOne(world);
    await world.advance(60 * dayMs);
    const lost = await connectOne(world);
    await world.database.superuser`
      update oauth_accounts
      set refresh_expires_at = ${new Date(world.now().getTime() + 6 * dayMs)}, refresh_due_at = ${world.now()}`;
    world.simulator.control.addFault({
      match: { path: '/v2/oauth/token/', openId: lost.openId },
      times: null,
      action: { kind: 'answer', status: 503, code: 'temporarily_unavailable' },
    });
    await world.advance(2 * hourMs);
    const run = create({
      ...world.worker(),
      endings: createEndingAccountStore(world.database.worker),
    });

    const counts = [await run(), await run()];

    expect(counts).toMatchObject([{ noticesGiven: 1 }, { noticesGiven: 0 }]);
    expect([await world.told(kept), await world.told(lost)]).toEqual([
      ['account.connected'],
      ['account.connected', 'account.expiring'],
    ]);
  });
});
