import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../shared/core/secret.ts';
import type { RefreshResult } from '../../../shared/tokens/refresh-account.ts';
import { countResult, countSweep, createTally } from '../../../shared/tokens/sweep-tally.ts';

const start = new Date('2026-11-22T09:30:00.000Z');
const until = new Date(start.getTime() + 60_000);
const inHand = { accessToken: new Secret('act.1'), accessExpiresAt: until };
const refreshed: RefreshResult = { kind: 'refreshed', ...inHand };
const inLifeboat: RefreshResult = { kind: 'in_lifeboat', ...inHand };
const failed: RefreshResult = { kind: 'failed', failure: 'unavailable' };
const lost: RefreshResult = { kind: 'login_required', reason: 'refresh_refused' };

const tallyOf = (results: readonly RefreshResult[]) => {
  const tally = createTally(() => start, until);
  for (const result of results) tally.add(result);
  return tally;
};

describe('the tally of a sweep', () => {
  test('counts each result where it belongs, and says why accounts were left alone', () => {
    const tally = tallyOf([refreshed, inLifeboat, failed, lost, { kind: 'superseded' }]);
    tally.skip('unused');
    tally.skip('unused');
    tally.skip('stopped', 3);
    tally.skip('stopped', 0);
    tally.foundInDoubt();

    expect(tally.read()).toEqual({
      refreshed: 2,
      failed: 1,
      reauthRequired: 1,
      inDoubt: 1,
      inLifeboat: 1,
      skipped: { lease_lost: 1, unused: 2, stopped: 3 },
      stoppedBy: undefined,
    });
  });

  test('names no reason for which no account was skipped', () => {
    const tally = tallyOf([]);
    tally.skip('stopped', 0);

    expect(tally.read().skipped).toEqual({});
  });

  test('is over at the tenth failure in a row, of whatever kind, and not at the ninth', () => {
    const nine = tallyOf([...Array<RefreshResult>(5).fill(failed), ...Array<RefreshResult>(4).fill(lost)]);
    const before = nine.isOver();
    nine.add(failed);

    expect([before, nine.isOver(), nine.read().stoppedBy]).toEqual([false, true, 'failures']);
  });

  test.each([refreshed, inLifeboat])('goes on when a refresh succeeds in between (case %#)', (success) => {
    const nine = Array<RefreshResult>(9).fill(failed);

    const tally = tallyOf([...nine, success, ...nine]);

    expect([tally.isOver(), tally.read().failed]).toEqual([false, 18]);
  });

  test('does not count an account that another worker has as a failure', () => {
    const tally = tallyOf(Array<RefreshResult>(50).fill({ kind: 'superseded' }));

    expect([tally.isOver(), tally.read().failed]).toEqual([false, 0]);
  });

  test('does not count an account whose turn came too late as a failure, but as one that had none', () => {
    const tally = tallyOf(Array<RefreshResult>(50).fill({ kind: 'too_late' }));

    expect([tally.isOver(), tally.read()]).toEqual([false, expect.objectContaining({ failed: 0 })]);
    expect(tally.read().skipped).toEqual({ stopped: 50 });
  });

  test('is over at a surprise outside of any account, and throws the first of them when it is read', () => {
    const tally = tallyOf([refreshed]);
    const [first, second] = [new TypeError('first'), new TypeError('second')];
    tally.fall(first);
    tally.fall(second);

    expect(tally.isOver()).toBe(true);
    expect(() => tally.read()).toThrow(first);
  });

  test('throws a surprise also when it is nothing at all', () => {
    const tally = tallyOf([]);
    tally.fall(undefined);
    let thrown = false;
    try {
      tally.read();
    } catch {
      thrown = true;
    }

    expect(thrown).toBe(true);
  });

  test('is over at once when the platform refuses us, and the first reason stays', () => {
    const tally = tallyOf([{ kind: 'misconfigured' }]);
    tally.stop('database_unavailable');

    expect(tally.isOver()).toBe(true);
    expect(tally.read()).toMatchObject({ stoppedBy: 'misconfigured', failed: 1, refreshed: 0 });
  });

  test('is over when its time is, and not a millisecond before', () => {
    let now = new Date(until.getTime() - 1);
    const tally = createTally(() => now, until);
    const before = tally.isOver();
    now = until;

    expect([before, tally.isOver(), tally.read().stoppedBy]).toEqual([false, true, 'time']);
  });

  test('is the same in metrics, with one for a misconfigured app and none for another stop', () => {
    const counts = tallyOf([refreshed, inLifeboat, failed, lost, { kind: 'misconfigured' }]);
    counts.foundInDoubt();

    expect(countSweep(counts.read())).toEqual({
      TokensRefreshed: 2,
      RefreshesFailed: 2,
      AccountsReauthRequired: 1,
      RefreshesInDoubt: 1,
      RefreshMisconfigured: 1,
      TokensInLifeboat: 1,
    });
    const other = tallyOf([]);
    other.stop('database_unavailable');
    expect(countSweep(other.read())).toMatchObject({ RefreshMisconfigured: 0 });
  });

  test('and what a refresh for one caller counts as agree, whatever became of it', () => {
    const results: RefreshResult[] = [
      refreshed,
      inLifeboat,
      failed,
      lost,
      { kind: 'misconfigured' },
      { kind: 'superseded' },
      { kind: 'too_late' },
    ];
    for (const result of results) {
      const ofSweep = Object.entries(countSweep(tallyOf([result]).read())).filter(([, count]) => count > 0);

      expect(Object.entries(countResult(result)).toSorted()).toEqual(ofSweep.toSorted());
    }
  });
});
