import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideRemoval, type GrantHolder, type RemovedGrant } from '../../../shared/events/removed-grant.ts';

const reasons = [
  'unknown',
  'removed_by_creator',
  'account_deleted',
  'age_changed',
  'account_banned',
  'revoked_by_app',
] as const;
const at = (second: number, ms = 0): Date => new Date(second * 1000 + ms);
const removal = fc.record({ second: fc.integer({ min: 0, max: 30 }), reason: fc.constantFrom(...reasons) });
const removals = fc.array(removal, { maxLength: 8 });

const connected = (second: number): GrantHolder => ({
  id: 'account',
  state: 'connected',
  stateReason: 'connected',
  stateChangedAt: at(second, 500),
  connectedAt: at(second, 500),
});

const apply = (account: GrantHolder, event: RemovedGrant): GrantHolder =>
  decideRemoval(event, account).change === 'none'
    ? account
    : { ...account, state: 'revoked', stateReason: event.reason, stateChangedAt: event.occurredAt };

const asEvent = ({ second, reason }: { second: number; reason: (typeof reasons)[number] }): RemovedGrant => ({
  occurredAt: at(second),
  reason,
});

describe('what a removed grant does to an account', () => {
  test('is the same in any order of arrival', () => {
    const shuffled = removals.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );

    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(other.map(asEvent).reduce(apply, connected(10))).toEqual(
          all.map(asEvent).reduce(apply, connected(10)),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  /** Connections happen when they happen; the word of a removal may come at any time after it. */
  const timeline = fc.record({
    connections: fc.uniqueArray(
      fc.integer({ min: 1, max: 14 }).map((n) => n * 2),
      { maxLength: 4 },
    ),
    deliveries: fc.array(
      fc.record({
        second: fc.integer({ min: 0, max: 14 }).map((n) => n * 2 + 1),
        reason: fc.constantFrom(...reasons),
        delay: fc.nat(30),
        otherDelay: fc.nat(30),
      }),
      { maxLength: 6 },
    ),
  });

  test('is the same however late each removal arrives, with new connections between', () => {
    fc.assert(
      fc.property(timeline, ({ connections, deliveries }) => {
        const play = (delayOf: (one: (typeof deliveries)[number]) => number) => {
          const happenings = [
            ...connections.map((second) => ({ when: second, step: () => connected(second) })),
            ...deliveries.map((one) => ({
              when: one.second + delayOf(one) + 0.5,
              step: (account: GrantHolder) => apply(account, asEvent(one)),
            })),
          ].sort((a, b) => a.when - b.when);
          return happenings.reduce((account, { step }) => step(account), connected(0));
        };

        expect(play((one) => one.delay)).toEqual(play((one) => one.otherDelay));
      }),
      { numRuns: 3_000 },
    );
  });

  test('a second time is nothing', () => {
    fc.assert(
      fc.property(removals, removal, (before, again) => {
        const account = [...before, again].map(asEvent).reduce(apply, connected(10));

        expect(decideRemoval(asEvent(again), account).change).toBe('none');
      }),
    );
  });

  test('of an account that was disconnected here is nothing', () => {
    const account: GrantHolder = { ...connected(10), state: 'disconnected' };

    expect(decideRemoval({ occurredAt: at(20), reason: 'account_banned' }, account)).toMatchObject({
      change: 'none',
    });
  });

  test.each([
    [9, 'removed_by_creator', 'none'],
    [10, 'removed_by_creator', 'revoke'],
    [10, 'revoked_by_app', 'none'],
    [11, 'revoked_by_app', 'revoke'],
  ] as const)('in second %s, by %s, to a connection of second 10, is %s', (second, reason, change) => {
    expect(decideRemoval({ occurredAt: at(second), reason }, connected(10)).change).toBe(change);
  });

  test('of an account that is to be authorized again is a revoke', () => {
    const account: GrantHolder = { ...connected(10), state: 'reauth_required' };

    expect(decideRemoval({ occurredAt: at(20), reason: 'unknown' }, account).change).toBe('revoke');
  });
});
