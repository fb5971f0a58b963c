import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Sql } from '../../shared/database/client.ts';
import { clearTables, insertAccount, readEffects } from '../support/accounts.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { createApplyEvents, writeBatch } from '../support/event-jobs.ts';
import { epoch, writeRemoval } from '../support/tiktok-events.ts';

interface Removal {
  readonly second: number;
  readonly reason: number;
  readonly delay: number;
}

/** Connections fall on even seconds, removals on odd ones; word of a removal comes after it, however late. */
const timeline = fc.record({
  connections: fc.uniqueArray(
    fc.integer({ min: 1, max: 5 }).map((n) => n * 4),
    { minLength: 1, maxLength: 3 },
  ),
  removals: fc.array(
    fc.record({
      second: fc.integer({ min: 0, max: 10 }).map((n) => n * 2 + 1),
      reason: fc.integer({ min: 0, max: 5 }),
      delay: fc.nat(30),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  otherDelays: fc.array(fc.nat(30), { minLength: 5, maxLength: 5 }),
});

const reconnect = (superuser: Sql, second: number) => {
  const at = new Date((epoch + second) * 1000 + 500);
  return superuser`
    update oauth_accounts
    set state = 'connected', state_reason = 'connected', state_changed_at = ${at}, connected_at = ${at},
      sealed_access_token = 'x', sealed_refresh_token = 'x'`;
};

describe('removals of an account, with new connections between', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  const play = async (connections: readonly number[], removals: readonly Removal[]) => {
    const { superuser, worker } = database;
    await clearTables(superuser);
    await insertAccount(superuser, { connectedAt: epoch });
    const apply = createApplyEvents(worker);
    const happenings = [
      ...connections.map((second) => ({ when: second, happen: () => reconnect(superuser, second) })),
      ...removals.map(({ second, reason, delay }) => ({
        when: second + delay + 0.5,
        happen: () => apply(writeBatch([writeRemoval('open-id', epoch + second, reason)])),
      })),
    ].sort((a, b) => a.when - b.when);
    for (const { happen } of happenings) await happen();
    const [account] = (await readEffects(superuser)).accounts;
    return {
      state: account?.['state'],
      reason: account?.['state_reason'],
      changedAt: account?.['state_changed_at'],
      destroyed: account?.['destroyed'],
    };
  };

  test('end in the same state, however late each arrives', async () => {
    await fc.assert(
      fc.asyncProperty(timeline, async ({ connections, removals, otherDelays }) => {
        const others = removals.map((one, index) => ({ ...one, delay: otherDelays[index] ?? 0 }));

        expect(await play(connections, others)).toEqual(await play(connections, removals));
      }),
      { numRuns: 60 },
    );
  });

  test('end in the same state in every order of one batch and of many', async () => {
    const removals = [3, 1, 5, 2].map((reason, index) => writeRemoval('open-id', epoch + 10 - index, reason));
    const orders = permute(removals);

    const states = [];
    for (const order of orders) {
      await clearTables(database.superuser);
      await insertAccount(database.superuser, { connectedAt: epoch });
      const apply = createApplyEvents(database.worker);
      for (const body of order) await apply(writeBatch([body]));
      states.push(await readEffects(database.superuser));
    }

    const accounts = states.map((state) => JSON.stringify(state.accounts));
    expect([orders.length, new Set(accounts).size]).toEqual([24, 1]);
    expect(states[0]?.accounts).toMatchObject([{ state: 'revoked', state_reason: 'account_deleted' }]);
    expect(new Set(states.map((state) => state.outbox.length))).toEqual(new Set([1]));
  });
});

const permute = <T>(items: readonly T[]): T[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, index) => permute(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
