import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { create } from '../../functions/schedule/refresh-tokens.ts';
import type { MetricName } from '../../shared/core/metrics.ts';
import { createEndingAccountStore } from '../../shared/database/ending-accounts.ts';
import { countLeases, hourMs, minuteMs, openTiktokWithWrongSecret } from '../support/token-sweeps.ts';
import { startTokenWorld, type TokenWorld } from '../support/token-world.ts';

/** What matters of an account; when it is looked at next does not. */
const readAccounts = (world: TokenWorld) =>
  world.database.superuser`
    select id, state, state_reason, state_changed_at, token_version, sealed_access_token, sealed_refresh_token,
      refresh_refusals, lease_id, lease_expires_at
    from oauth_accounts order by id`;

describe('refresh-tokens while TikTok does not accept the app', () => {
  let world: TokenWorld;
  let counted: Partial<Record<MetricName, number>>[];

  beforeEach(async () => {
    world = await startTokenWorld();
    counted = [];
    await world.connect({ count: 50, tenants: 5 });
    await world.advance(2 * hourMs);
  });
  afterEach(() => world.close());

  const run = (platform = world.worker().platform) =>
    create({
      ...world.worker({ platform }),
      endings: createEndingAccountStore(world.database.worker),
      count: (counts) => void counted.push(counts),
    })();

  test.each(['always-200', 'by-error'] as const)(
    'asks once, changes no account, counts for the alarm, and heals with the secret (%s)',
    async (oauthErrorStatus) => {
      world.simulator.control.patchSwitches({ oauthErrorStatus });
      const before = await readAccounts(world);

      const wrong = await run(openTiktokWithWrongSecret(world));
      const between = await readAccounts(world);
      await world.advance(minuteMs);
      const right = await run();

      expect(wrong).toMatchObject({
        refreshed: 0,
        failed: 1,
        reauthRequired: 0,
        stoppedBy: 'misconfigured',
      });
      expect([...between]).toEqual([...before]);
      expect(counted[0]).toMatchObject({ RefreshMisconfigured: 1, TokensRefreshed: 0 });
      expect(right).toMatchObject({ refreshed: 50, failed: 0, stoppedBy: undefined });
      expect(counted[1]).toMatchObject({ RefreshMisconfigured: 0, TokensRefreshed: 50 });
      const outcomes = await world.database.superuser`
        select outcome, code, count(*)::int from refresh_attempts group by outcome, code order by count`;
      expect([...outcomes]).toEqual([
        { outcome: 'misconfigured', code: 'invalid_client', count: 1 },
        { outcome: 'refreshed', code: null, count: 50 },
      ]);
      expect(await countLeases(world)).toBe(0);
    },
  );

  test('asks once in each of its runs, and tells the operator in the log each time', async () => {
    const platform = openTiktokWithWrongSecret(world);

    for (let runs = 0; runs < 3; runs += 1) await run(platform);

    expect(world.simulator.control.countTokenCalls().refreshCalls).toBe(3);
    const errors = world.log.lines.filter(({ level }) => level === 'error');
    expect(errors.map(({ fields }) => fields?.['failure'])).toEqual([
      'misconfigured',
      'misconfigured',
      'misconfigured',
    ]);
    expect(world.log.text()).not.toContain('not the secret of this app');
  });
});
