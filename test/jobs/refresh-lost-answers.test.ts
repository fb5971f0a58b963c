import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FaultRule } from '../../infra/local/tiktok-simulator/fault-book.ts';
import type { Switches } from '../../infra/local/tiktok-simulator/switches.ts';
import { sweepTokens } from '../../shared/tokens/sweep.ts';
import { shortenDeadlines } from '../support/deadlines.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

type Action = FaultRule['action'];

const minuteMs = 60_000;
/** Of the twelve seconds that a token call is given. */
const deadlineShare = 1 / 12;

const halfAnswer = '{"open_id":"x","access_token":"act.1","expires_in":7200,"refresh_tok';
const withoutTokens = '{"open_id":"x","expires_in":7200}';

describe('an answer of the token endpoint that is lost', () => {
  let world: TokenWorld;
  let account: ConnectedAccount;
  let restoreDeadlines: () => void;

  beforeEach(() => {
    restoreDeadlines = shortenDeadlines(deadlineShare);
  });
  afterEach(async () => {
    restoreDeadlines();
    await world.close();
  });

  const arrange = async (action: Action, switches: Partial<Switches> = {}, times = 1) => {
    world = await startTokenWorld({ switches });
    const [connected] = await world.connect();
    if (connected === undefined) throw new Error('No account.');
    account = connected;
    await world.advance(91 * minuteMs);
    world.simulator.control.addFault({ match: { path: '/v2/oauth/token/' }, times, action });
  };
  const sweep = () => sweepTokens(world.worker(), new Date(world.now().getTime() + minuteMs));
  const look = async () => {
    const { state, stateReason, refreshFailures } = await world.read(account);
    const outcomes = (await world.attempts(account)).map(({ outcome }) => outcome);
    const { refreshCalls } = world.simulator.control.countTokenCalls(account.openId);
    return { state, stateReason, refreshFailures, outcomes, refreshCalls };
  };
  const dueInMs = async () => (await world.read(account)).refreshDueAt.getTime() - world.now().getTime();
  const expectWhole = async () => expect(await world.reveal(account)).toEqual(world.current(account));
  const healthy = { state: 'connected', stateReason: 'connected', refreshFailures: 0 };

  test.each<[string, Action]>([
    ['cut before it took effect', { kind: 'cut-before' }],
    ['half a JSON', { kind: 'answer', status: 200, body: halfAnswer }],
    ['no token', { kind: 'answer', status: 200, body: withoutTokens }],
    ['a page with status 200', { kind: 'html', status: 200 }],
    ['empty', { kind: 'answer', status: 200, body: '' }],
  ])('%s, is asked for again at once', async (_what, action) => {
    await arrange(action);

    const counts = await sweep();

    expect(counts).toMatchObject({ refreshed: 1, failed: 0 });
    expect(await look()).toEqual({ ...healthy, outcomes: ['unanswered', 'refreshed'], refreshCalls: 2 });
    await expectWhole();
  });

  const afterEffect: [string, Action][] = [
    ['cut after it took effect', { kind: 'cut-after' }],
    ['cut in its middle', { kind: 'cut-mid-body' }],
    ['larger than any answer is', { kind: 'huge-body', sizeBytes: 200_000 }],
  ];

  test.each(afterEffect)(
    '%s, is asked for again at once, which a period of grace rewards',
    async (_what, action) => {
      await arrange(action, { refreshGraceSeconds: 5 });

      const counts = await sweep();

      expect(counts).toMatchObject({ refreshed: 1, failed: 0, reauthRequired: 0 });
      expect(await look()).toEqual({ ...healthy, outcomes: ['unanswered', 'refreshed'], refreshCalls: 2 });
      await expectWhole();
    },
  );

  test.each(afterEffect)(
    '%s, without grace, asks for a login and says that the answer was lost',
    async (_what, action) => {
      await arrange(action);

      const counts = await sweep();

      expect(counts).toMatchObject({ refreshed: 0, reauthRequired: 1 });
      expect(await look()).toMatchObject({
        state: 'reauth_required',
        stateReason: 'refresh_answer_lost',
        outcomes: ['unanswered', 'refused'],
        refreshCalls: 2,
      });
      expect(await world.told(account)).toEqual(['account.connected', 'account.reauth_required']);
    },
  );

  test.each<[string, Action]>([
    ['too late', { kind: 'hang' }],
    ['in pieces that never end in time', { kind: 'trickle', intervalMs: 40 }],
    ["a gateway's 502", { kind: 'html', status: 502 }],
    ["a gateway's 504", { kind: 'html', status: 504 }],
  ])('%s, is asked for again after a while, and not at once', async (_what, action) => {
    await arrange(action, { refreshGraceSeconds: 3_600 });

    const counts = [await sweep(), await sweep()];
    const waiting = await look();
    const dueMs = await dueInMs();
    await world.advance(minuteMs);
    counts.push(await sweep());

    expect(counts).toMatchObject([{ failed: 1 }, { failed: 0, refreshed: 0 }, { refreshed: 1 }]);
    expect(waiting).toEqual({ ...healthy, refreshFailures: 1, outcomes: ['unanswered'], refreshCalls: 1 });
    expect([dueMs >= minuteMs / 2, dueMs <= minuteMs]).toEqual([true, true]);
    expect(await look()).toEqual({ ...healthy, outcomes: ['unanswered', 'refreshed'], refreshCalls: 2 });
    await expectWhole();
  });

  test('in pieces that end in time, is an answer', async () => {
    await arrange({ kind: 'trickle', pieceBytes: 100, intervalMs: 5 });

    const counts = await sweep();

    expect(counts.refreshed).toBe(1);
    expect(await look()).toEqual({ ...healthy, outcomes: ['refreshed'], refreshCalls: 1 });
    await expectWhole();
  });

  test('after the deadline, without grace, asks for a login at the next try and not before', async () => {
    await arrange({ kind: 'hang', takesEffect: true });

    await sweep();
    const before = await look();
    await world.advance(minuteMs);
    await sweep();

    expect(before).toMatchObject({ state: 'connected', outcomes: ['unanswered'] });
    expect(await look()).toMatchObject({
      state: 'reauth_required',
      stateReason: 'refresh_answer_lost',
      outcomes: ['unanswered', 'refused'],
    });
  });

  test('again and again, is asked for twice at once and then ever later, and no account is given up', async () => {
    await arrange({ kind: 'cut-before' }, {}, 12);
    const waits: number[] = [];

    for (let nth = 0; nth < 6; nth += 1) {
      await sweep();
      waits.push(await dueInMs());
      await world.advance(waits.at(-1) ?? 0);
    }
    const last = await sweep();

    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect([last.refreshed, (await look()).refreshCalls]).toEqual([1, 13]);
    expect(await look()).toMatchObject(healthy);
    await expectWhole();
  });
});
