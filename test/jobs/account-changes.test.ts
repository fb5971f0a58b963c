import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createEndingAccountStore } from '../../shared/database/ending-accounts.ts';
import { announceEndings } from '../../shared/tokens/expiry-notice.ts';
import {
  answerNext,
  connectOne,
  dayMs,
  hourMs,
  minuteMs,
  readChanges,
  sweepOnce,
  writeTokenAnswer,
} from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

const refusal = '{"error":"invalid_grant","error_description":"","log_id":"log-1"}';

describe('every change of an account by its tokens', () => {
  let world: TokenWorld;
  let account: ConnectedAccount;

  beforeEach(async () => {
    world = await startTokenWorld();
    account = await connectOne(world, { scopes: ['user.info.basic', 'video.upload'] });
    await world.advance(2 * hourMs);
  });
  afterEach(() => world.close());

  const giveNotices = () =>
    announceEndings(
      { endings: createEndingAccountStore(world.database.worker), clock: world.now },
      new Date(world.now().getTime() + minuteMs),
    );
  /** TikTok's answer cannot be stored; its tokens wait in the lifeboat. */
  const fillLifeboat = () => {
    const { tokens } = world.worker();
    return sweepOnce(world, {
      tokens: { ...tokens, saveRefreshed: async () => 'fenced', saveRescued: async () => 'fenced' },
    });
  };
  const endLease = () =>
    world.database.superuser`update oauth_accounts set lease_expires_at = clock_timestamp() - interval '1 s'`;

  const changes: [string, () => Promise<unknown>][] = [
    [
      'account.reauth_required',
      async () => {
        answerNext(world, refusal);
        await sweepOnce(world);
      },
    ],
    [
      'account.recovered',
      async () => {
        await fillLifeboat();
        await endLease();
        await world.database.superuser`
          update oauth_accounts set state = 'reauth_required', state_reason = 'refresh_in_doubt'`;
        await world.rescue();
      },
    ],
    [
      'account.scopes_changed',
      async () => {
        answerNext(world, writeTokenAnswer({ open_id: account.openId }));
        await sweepOnce(world);
      },
    ],
    [
      'account.expiring',
      async () => {
        await world.advance(150 * dayMs);
        await giveNotices();
      },
    ],
  ];

  test.each(changes)(
    'writes %s to the outbox and the audit log, in its own transaction',
    async (type, change) => {
      await change();

      const told = await readChanges(world, account);
      expect(told.map((one) => one.type)).toEqual(['account.connected', type]);
      expect(told.at(-1)?.payload).toMatchObject({
        accountId: account.id,
        userId: 'user-a',
        platform: 'tiktok',
      });
    },
  );

  test.each(changes)('does not happen where %s cannot be written', async (type, change) => {
    const readRow = () =>
      world.database.superuser`
        select state, granted_scopes, notice_days, token_version from oauth_accounts`;
    await world.database.superuser.unsafe(`
      create function cut() returns trigger language plpgsql as $$ begin raise exception 'cut'; end $$;
      create trigger cut before insert on audit_log for each row execute function cut()`);
    const [before] = await readRow();

    await change().catch(() => {});

    const [after] = await readRow();
    const state = type === 'account.recovered' ? 'reauth_required' : 'connected';
    expect(after).toEqual({ ...before, state });
    expect(await world.told(account)).toEqual(['account.connected']);
  });

  test('names the reason of a new login, and when it began', async () => {
    answerNext(world, refusal);

    await sweepOnce(world);

    const [row] = await world.database.superuser`select state_reason, state_changed_at from oauth_accounts`;
    expect(row).toEqual({ state_reason: 'refresh_refused', state_changed_at: world.now() });
    expect((await readChanges(world, account)).at(-1)).toEqual({
      type: 'account.reauth_required',
      actor: 'system:refresh-tokens',
      payload: { accountId: account.id, userId: 'user-a', platform: 'tiktok', reason: 'refresh_refused' },
    });
  });

  test('that comes twice is told once: tokens rescued again change nothing', async () => {
    await fillLifeboat();
    await endLease();
    await world.database.superuser`
      update oauth_accounts set state = 'reauth_required', state_reason = 'refresh_in_doubt'`;
    world.lifeboat.push(...world.lifeboat);

    const outcomes = await world.rescue();

    expect(outcomes).toEqual(['stored', 'stored']);
    expect(await world.told(account)).toEqual(['account.connected', 'account.recovered']);
    expect(await world.read(account)).toMatchObject({ state: 'connected', tokenVersion: 2 });
    expect(await world.reveal(account)).toEqual(world.current(account));
  });

  test('an ordinary refresh is none: it is told to nobody', async () => {
    await sweepOnce(world);
    await world.advance(2 * hourMs);
    await sweepOnce(world);

    expect((await world.read(account)).tokenVersion).toBe(3);
    expect(await readChanges(world, account, false)).toHaveLength(1);
  });

  test('tokens that cannot be stored for any reason go into the lifeboat, and are rescued', async () => {
    await world.database.superuser.unsafe(`
      create function cut() returns trigger language plpgsql as $$ begin raise exception 'a surprise'; end $$;
      create trigger cut before update of sealed_access_token on oauth_accounts
      for each row execute function cut()`);

    await sweepOnce(world);
    const waiting = world.lifeboat.length;
    await world.database.superuser.unsafe('drop trigger cut on oauth_accounts');
    await endLease();
    await world.rescue();

    expect(waiting).toBe(1);
    expect(await world.reveal(account)).toEqual(world.current(account));
  });
});
