import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../../shared/core/failure.ts';
import { withAccessToken } from '../../shared/tokens/with-access-token.ts';
import { type CutWorld, startCutWorld } from '../support/cut-world.ts';
import { waitFor } from '../support/wait-for.ts';

/** As long as a queue takes to say anything, at the least. */
const queueTakesMs = 10;

const queueDown = async (): Promise<never> => {
  throw new Failure('queue_unavailable', { detail: 'The queue is down.' });
};

describe('Postgres cut between the answer and the update', () => {
  let world: CutWorld;

  beforeEach(async () => {
    world = await startCutWorld();
  });
  afterEach(() => world.close());

  const calls = () => world.simulator.control.countTokenCalls(world.account.openId);
  /** In the order of the alphabet: the virtual time stands still between them. */
  const toldLater = async () =>
    (await world.told(world.account)).filter((type) => type !== 'account.connected').toSorted();
  const expectWhole = async (version: number) => {
    expect(await world.read(world.account)).toMatchObject({ state: 'connected', tokenVersion: version });
    expect(await world.reveal(world.account)).toEqual(world.current(world.account));
  };

  test('costs nothing: the pair is in the lifeboat, sealed, and from there in its row', async () => {
    const counts = await world.sweepAndCut();
    await world.way.mend();
    const body = world.lifeboat[0]?.body ?? '';

    const rescued = await world.rescue();

    expect(counts).toMatchObject({ inLifeboat: 1, failed: 0 });
    const { access = '', refresh = '' } = world.current(world.account);
    expect([body.includes(access), body.includes(refresh)]).toEqual([false, false]);
    expect(rescued).toEqual(['stored']);
    await expectWhole(2);
    expect(await world.outcomes()).toEqual(['rescued']);
    expect([calls().refreshCalls, await toldLater()]).toEqual([1, []]);
  });

  test('on that one connection alone, costs nothing either', async () => {
    const { control } = world.simulator;
    control.addFault({ match: { path: '/v2/oauth/token/' }, action: { kind: 'delay', delayMs: 300 } });
    const sweeping = world.sweep(world.farWorker());
    await waitFor('the rotation at TikTok', async () => calls().refreshed === 1);
    const ended = await world.database.superuser`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and usename = 'worker'`;

    const counts = await sweeping;
    await world.rescue();

    expect([ended.length > 0, counts.refreshed, calls().refreshCalls]).toEqual([true, 1, 1]);
    await expectWhole(2);
    expect(await toldLater()).toEqual([]);
  });

  test('for so short that it is back for a second try, needs no lifeboat', async () => {
    const counts = await world.sweepAndCut({
      sendToLifeboat: async () => {
        await world.way.mend();
        await wait(queueTakesMs);
        return queueDown();
      },
    });

    expect(counts).toMatchObject({ refreshed: 1, inLifeboat: 0 });
    expect(await world.outcomes()).toEqual(['refreshed']);
    await expectWhole(2);
  });

  test('with a lifeboat that takes the pair only at the second try, costs nothing', async () => {
    let tries = 0;
    const counts = await world.sweepAndCut({
      sendToLifeboat: async (message) => {
        tries += 1;
        if (tries === 1) return queueDown();
        world.lifeboat.push(message);
      },
    });
    await world.way.mend();

    const rescued = await world.rescue();

    expect([counts.inLifeboat, tries, rescued]).toEqual([1, 2, ['stored']]);
    await expectWhole(2);
  });

  test('with the lifeboat away as well, leaves an account in doubt, which asks for a login with the reason', async () => {
    const counts = await world.sweepAndCut({ sendToLifeboat: queueDown });
    await world.way.mend();
    const left = await world.outcomes();
    await world.untilLeasesEnd();

    const later = await world.sweep();

    expect([counts.inLifeboat, counts.failed, left]).toEqual([0, 1, [null]]);
    expect(later).toMatchObject({ inDoubt: 1, reauthRequired: 1 });
    expect(await world.read(world.account)).toMatchObject({
      state: 'reauth_required',
      stateReason: 'refresh_answer_lost',
    });
    expect(await toldLater()).toEqual(['account.reauth_required']);
  });

  test.each([
    ['holds something', async () => false],
    ['cannot be looked into', queueDown],
  ])('leaves an account alone while the lifeboat %s', async (_state, isLifeboatEmpty) => {
    await world.sweepAndCut();
    await world.way.mend();
    await world.untilLeasesEnd();

    const meanwhile = await world.sweep(world.worker({ isLifeboatEmpty }));
    const rescued = await world.rescue();
    await world.advance(61_000);
    const later = await world.sweep();

    expect(meanwhile).toMatchObject({ inDoubt: 1, skipped: { lifeboat_pending: 1 }, refreshed: 0 });
    expect([rescued, later.refreshed, calls().refreshCalls]).toEqual([['stored'], 0, 1]);
    await expectWhole(2);
  });

  test('leaves it alone as well when the journal could be told of the lifeboat', async () => {
    const first = await world.sweepAndCut({
      sendToLifeboat: async (message) => {
        world.lifeboat.push(message);
        await world.way.mend();
        await wait(queueTakesMs);
      },
    });
    const noted = await world.outcomes();
    await world.untilLeasesEnd();

    const meanwhile = await world.sweep();
    const use = withAccessToken(
      world.worker(),
      { tenant: world.account.tenant, accountId: world.account.id },
      async () => 'used',
      { lifeNeededMs: 80 * 60_000, waitMs: 200 },
    );
    await use.catch(() => {});
    await world.rescue();

    expect(noted).toEqual(['lifeboat']);
    // Where its lease was over by then, the first sweep has already looked at it among those in doubt.
    const pending = [first, meanwhile].map(({ skipped }) => skipped.lifeboat_pending ?? 0);
    expect(Math.max(...pending)).toBe(1);
    expect(calls().refreshCalls).toBe(1);
    await expectWhole(2);
    expect(await toldLater()).toEqual([]);
  });

  test('is fenced while another worker holds the lease, and stored when that has ended', async () => {
    await world.sweepAndCut();
    await world.way.mend();
    await world.untilLeasesEnd();
    const { due, tokens } = world.worker();
    const leaseId = randomUUID();
    const claimed = await due.claimDue(leaseId, 60_000, world.now(), 10, 'in_doubt');

    const fenced = await world.rescue();
    for (const one of claimed) await tokens.release(one, world.now());
    const stored = await world.rescue();

    expect([claimed.length, fenced, stored]).toEqual([1, ['fenced'], ['stored']]);
    await expectWhole(2);
  });

  test('is told once when the pair comes after the account was given up', async () => {
    await world.sweepAndCut();
    await world.way.mend();
    await world.untilLeasesEnd();
    await world.sweep(world.worker({ isLifeboatEmpty: async () => true }));
    const given = await world.read(world.account);

    const rescued = await world.rescue();

    expect([given.state, given.stateReason, rescued]).toEqual([
      'reauth_required',
      'refresh_answer_lost',
      ['stored'],
    ]);
    await expectWhole(2);
    expect(await toldLater()).toEqual(['account.reauth_required', 'account.recovered']);
  });

  test('after the update was committed, is no loss, and the journal says what became of the pair', async () => {
    const { tokens } = world.worker();
    const counts = await world.sweep(
      world.worker({
        tokens: {
          ...tokens,
          saveRefreshed: async (...given) => {
            await tokens.saveRefreshed(...given);
            throw new Failure('database_unavailable', { detail: 'The answer was lost.' });
          },
        },
      }),
    );

    const rescued = await world.rescue();

    expect([counts.inLifeboat, rescued]).toEqual([1, ['stored']]);
    await expectWhole(2);
    expect(await world.outcomes()).toEqual([expect.stringMatching(/^(refreshed|rescued)$/)]);
  });
});

describe('Postgres cut before the call', () => {
  let world: CutWorld;

  beforeEach(async () => {
    world = await startCutWorld();
  });
  afterEach(() => world.close());

  const sweepAndFailAtTheJournal = (alsoDo: () => Promise<void>) => {
    const far = world.farWorker();
    const beginAttempt: typeof far.tokens.beginAttempt = async (...given) => {
      await far.tokens.beginAttempt(...given);
      await alsoDo();
      throw new Failure('database_unavailable', { detail: 'The answer was lost.' });
    };
    return world.sweep({ ...far, tokens: { ...far.tokens, beginAttempt } });
  };

  test.each<[string, () => Promise<void>, { inDoubt: number; outcome: string | null }]>([
    ['for a moment', async () => {}, { inDoubt: 0, outcome: 'not_sent' }],
    ['for longer', () => world.way.cut(), { inDoubt: 1, outcome: null }],
  ])(
    '%s, with the journal written, keeps TikTok from being asked',
    async (_time, cut, { inDoubt, outcome }) => {
      const first = await sweepAndFailAtTheJournal(cut);
      const asked = world.simulator.control.countTokenCalls().refreshCalls;
      await world.untilLeasesEnd();

      const later = await world.sweep();

      expect([first.stoppedBy, asked]).toEqual(['database_unavailable', 0]);
      expect(later).toMatchObject({ refreshed: 1, inDoubt });
      expect(await world.outcomes()).toEqual([outcome, 'refreshed']);
      expect(await world.reveal(world.account)).toEqual(world.current(world.account));
    },
  );
});

describe('an update that Postgres refuses for a reason of its own', () => {
  let world: CutWorld;

  beforeEach(async () => {
    world = await startCutWorld();
  });
  afterEach(() => world.close());

  test('costs nothing either: the pair is in the lifeboat until the reason is gone', async () => {
    const { superuser } = world.database;
    await superuser.unsafe(`
      create function refuse() returns trigger language plpgsql as $$ begin raise 'a surprise'; end $$;
      create trigger refuse before update of token_version on oauth_accounts for each row execute function refuse()`);

    const counts = await world.sweep();
    await superuser.unsafe('drop trigger refuse on oauth_accounts');
    const rescued = await world.rescue();

    expect([counts.inLifeboat, rescued]).toEqual([1, ['stored']]);
    expect(await world.read(world.account)).toMatchObject({ state: 'connected', tokenVersion: 2 });
    expect(await world.reveal(world.account)).toEqual(world.current(world.account));
  });
});
