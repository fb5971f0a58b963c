import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../infra/local/aws/faults.ts';
import { withAccessToken } from '../../shared/tokens/with-access-token.ts';
import { type KilledWorld, startKilledWorld, tokenPath } from '../support/killed-world.ts';
import type { ConnectedAccount } from '../support/token-world.ts';
import { waitFor } from '../support/wait-for.ts';

const errors: [string, Fault['error']][] = [
  ['throttled', 'ThrottlingException'],
  ['failing', 'InternalFailure'],
];

describe('a key service that is away', () => {
  let world: KilledWorld;
  let accounts: ConnectedAccount[];

  beforeEach(async () => {
    world = await startKilledWorld();
    accounts = await world.connectDue(4);
  });
  afterEach(() => world.close());

  const breakKeys = (error: Fault['error'] = 'ThrottlingException') =>
    world.cloud.aws.setFault({ service: 'kms', error });
  const calls = () => world.simulator.control.countTokenCalls();
  const first = (): ConnectedAccount => {
    const [account] = accounts;
    if (account === undefined) throw new Error('No account.');
    return account;
  };
  const expectWhole = async () => {
    for (const account of accounts) {
      expect(await world.standing(account)).toEqual({
        state: 'connected',
        reason: 'connected',
        version: 2,
        outcomes: ['refreshed'],
        told: [],
      });
      expect(await world.holdsCurrentPair(account)).toBe(true);
    }
  };

  test.each(errors)(
    'being %s, keeps TikTok from being asked, and is held against no account',
    async (_how, error) => {
      breakKeys(error);

      const down = await world.sweep();
      const untouched = await Promise.all(accounts.map((account) => world.read(account)));
      const askedWhileDown = calls().refreshCalls;
      world.cloud.aws.clearFaults();
      await world.advance(30_000);
      const back = await world.sweep();

      expect([down, back]).toMatchObject([
        { refreshed: 0, failed: 4, reauthRequired: 0 },
        { refreshed: 4, failed: 0 },
      ]);
      expect(askedWhileDown).toBe(0);
      for (const account of untouched) {
        expect(account).toMatchObject({ state: 'connected', refreshFailures: 0, refreshRefusals: 0 });
        expect([account.tokenVersion, account.openAttempts, account.isLeased]).toEqual([1, 0, false]);
      }
      await expectWhole();
    },
  );

  test('being out of reach, keeps a worker of its own from asking TikTok, and gives every lease back', async () => {
    const kms = await world.openWay('aws');
    await kms.cut();

    const down = await world.start({ task: 'sweep', kms, leaseMs: 60_000 }).result;
    const askedWhileDown = calls().refreshCalls;
    await world.advance(30_000);
    const back = await world.sweep();

    expect([down, back]).toMatchObject([
      { refreshed: 0, failed: 4, reauthRequired: 0 },
      { refreshed: 4, failed: 0 },
    ]);
    expect(askedWhileDown).toBe(0);
    await expectWhole();
  });

  test('tells a caller so, and no other reason', async () => {
    breakKeys();
    await world.advance(60 * 60_000);
    const { tenant, id: accountId } = first();

    const use = withAccessToken(world.worker(), { tenant, accountId }, async () => 'used');

    await expect(use).rejects.toMatchObject({ code: 'key_service_unavailable', retryAfterSeconds: 5 });
    expect(calls().refreshCalls).toBe(0);
  });

  test.each([
    ['young enough', 0],
    ['due to be replaced', 31],
  ])('after TikTok was asked, changes nothing: a key that is %s was at hand', async (_age, days) => {
    await world.database.superuser`
      update data_keys set created_at = created_at - ${days} * interval '1 day'`;
    world.simulator.control.addFault({
      match: { path: tokenPath },
      times: null,
      action: { kind: 'delay', delayMs: 500 },
    });
    const sweeping = world.sweep();
    await waitFor('the first rotation', async () => calls().refreshed === 1);
    breakKeys();

    const counts = await sweeping;
    world.cloud.aws.clearFaults();

    expect(counts).toMatchObject({ refreshed: 4, failed: 0, inLifeboat: 0 });
    await expectWhole();
  });

  test('for one tenant alone, leaves the others alone', async () => {
    const others = await world.connect({ count: 6, tenants: 3 });
    await world.advance(91 * 60_000);
    const { superuser } = world.database;
    // A wrapped key that KMS does not know as this tenant's own is the account's trouble, not an outage.
    await superuser`update data_keys set wrapped = 'not a key' where tenant_id = 'tenant-1'`;

    const counts = await world.sweep();

    const broken = others.filter(({ tenant }) => tenant === 'tenant-1');
    expect(counts).toMatchObject({ refreshed: 8, failed: 2, reauthRequired: 0 });
    expect(calls().refreshCalls).toBe(8);
    for (const account of broken) expect((await world.standing(account)).version).toBe(1);
  });
});
