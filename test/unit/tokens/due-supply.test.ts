import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { LeasedAccount } from '../../../shared/database/token-accounts.ts';
import { createSupply } from '../../../shared/tokens/due-supply.ts';

const now = new Date('2026-11-22T09:30:00.000Z');
const batchSize = 10;
const accountOf = (index: number): LeasedAccount => ({
  id: `account-${index}`,
  tenantId: 'tenant-a',
  userId: 'user-a',
  platform: 'tiktok',
  openId: 'open-id',
  displayName: null,
  username: null,
  avatarUrl: null,
  requestedScopes: [],
  grantedScopes: [],
  sealedAccessToken: Buffer.of(),
  sealedRefreshToken: Buffer.of(),
  accessExpiresAt: now,
  refreshExpiresAt: now,
  tokenVersion: 1,
  state: 'connected',
  stateReason: 'connected',
  connectedAt: now,
  tokenIssuedAt: now,
  lastUsedAt: now,
  refreshDueAt: now,
  refreshFailures: 0,
  refreshRefusals: 0,
  isLeased: true,
  openAttempts: 0,
  doubtfulAttempts: 0,
  leaseId: 'lease',
});

/** A supply from so many due accounts, which notes each claim; from the `failsAt`th claim on it fails. */
const supplyOf = (due: number, failsAt = Number.POSITIVE_INFINITY) => {
  const claims: number[] = [];
  const leases = new Set<string>();
  let given = 0;
  const supply = createSupply(
    {
      due: {
        claimDue: async (leaseId, _leaseMs, _now, limit) => {
          claims.push(limit);
          leases.add(leaseId);
          await turnOfLoop();
          if (claims.length >= failsAt) throw new Error('The database is away.');
          const count = Math.min(limit, due - given);
          given += count;
          return Array.from({ length: count }, (_, index) => accountOf(given - count + index));
        },
        countDue: async () => due - given,
        giveBack: async () => {},
      },
      clock: () => now,
      leaseMs: 60_000,
    },
    batchSize,
    'clear',
  );
  return { supply, claims, leases };
};

/** Takes until there is nothing left, by so many at a time. */
const takeAll = async ({ supply }: ReturnType<typeof supplyOf>, takers: number): Promise<string[]> => {
  const taken: string[] = [];
  const take = async (): Promise<void> => {
    for (let one = await supply.take(); one !== undefined; one = await supply.take()) taken.push(one.id);
  };
  await Promise.all(Array.from({ length: takers }, take));
  return taken;
};

describe('the supply of due accounts', () => {
  test.each([0, 1, 9, 10, 11, 20, 57])(
    'hands out each of %d accounts once, to however many take',
    async (due) => {
      for (const takers of [1, 3, 40]) {
        const taken = await takeAll(supplyOf(due), takers);

        expect(taken).toHaveLength(due);
        expect(new Set(taken).size).toBe(due);
      }
    },
  );

  test('claims in batches, one claim at a time, and none after one that brought nothing', async () => {
    const supplied = supplyOf(25);

    await takeAll(supplied, 20);

    expect(supplied.claims).toEqual([batchSize, batchSize, batchSize, batchSize]);
  });

  test('claims each batch under a lease of its own', async () => {
    const supplied = supplyOf(25);

    await takeAll(supplied, 20);

    expect(supplied.leases.size).toBe(supplied.claims.length);
  });

  test('claims the next batch before the last one is used up', async () => {
    const { supply, claims } = supplyOf(40);

    for (let taken = 0; taken < 6; taken += 1) await supply.take();

    expect(claims).toHaveLength(2);
  });

  test('takes in turn from both ends of what it has, so that many of one kind do not stand before all others', async () => {
    const { supply } = supplyOf(10);
    const taken: (string | undefined)[] = [];

    for (let count = 0; count < 4; count += 1) taken.push((await supply.take())?.id);

    expect(taken).toEqual(['account-0', 'account-9', 'account-1', 'account-8']);
  });

  test('gives the rest back, with what a claim under way still brings, and hands out none of it', async () => {
    const { supply } = supplyOf(20);
    const taken: string[] = [];
    for (let count = 0; count < 6; count += 1) taken.push((await supply.take())?.id ?? '');

    const rest = (await supply.rest()).map(({ id }) => id);

    expect(rest).toHaveLength(14);
    expect(new Set([...taken, ...rest]).size).toBe(20);
    expect(await supply.rest()).toEqual([]);
  });

  test('fails for whoever finds nothing left when the claim fails, and not before', async () => {
    const { supply } = supplyOf(40, 2);
    const taken = new Set<string | undefined>();
    for (let count = 0; count < batchSize; count += 1) taken.add((await supply.take())?.id);

    expect(taken.size).toBe(batchSize);

    await expect(supply.take()).rejects.toThrow('The database is away.');
    expect(await supply.rest()).toEqual([]);
  });
});
