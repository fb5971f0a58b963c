import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { create } from '../../functions/schedule/rotate-data-keys.ts';
import { Secret } from '../../shared/core/secret.ts';
import { createAgedDataKeyStore } from '../../shared/database/aged-data-keys.ts';
import { createTokenRowStore } from '../../shared/database/token-rows.ts';
import { bindToken, type TokenColumn } from '../../shared/tokens/account-tokens.ts';
import { dayMs } from '../support/token-sweeps.ts';
import { startTokenWorld, type TokenWorld } from '../support/token-world.ts';

const maxAgeMs = 30 * dayMs;

describe('rotate-data-keys over a large table', () => {
  let world: TokenWorld;

  beforeEach(async () => {
    world = await startTokenWorld();
  });
  afterEach(() => world.close());

  /** Accounts of three tenants, straight into the table: their tokens are sealed and known nowhere else. */
  const fillTable = async (count: number): Promise<void> => {
    const rows = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const [id, tenant] = [randomUUID(), `tenant-${index % 3}`];
        const seal = async (column: TokenColumn) =>
          Buffer.from(await world.vault.seal(new Secret(id), bindToken(tenant, id, column))).toString('hex');
        return [id, tenant, await seal('sealed_access_token'), await seal('sealed_refresh_token')].join();
      }),
    );
    await world.database.superuser`
      insert into oauth_accounts (
        id, tenant_id, user_id, platform, open_id, requested_scopes, granted_scopes, sealed_access_token,
        sealed_refresh_token, token_issued_at, access_expires_at, refresh_expires_at, refresh_due_at, last_used_at,
        state, state_reason, state_changed_at, connected_at
      )
      select field[1]::uuid, field[2], 'user-a', 'tiktok', field[1], '{}', '{}', decode(field[3], 'hex'),
        decode(field[4], 'hex'), at, at, at, at, at, 'connected', 'connected', at, at
      from (select string_to_array(line, ',') as field, ${world.now()}::timestamptz as at
        from unnest(string_to_array(${rows.join(';')}, ';')) as line) as rows`;
  };

  test('goes through 3,000 accounts page by page', async () => {
    await fillTable(3_000);
    await world.advance(maxAgeMs);
    const pages: number[] = [];
    const store = createTokenRowStore(world.database.worker);
    const findStale: typeof store.findStale = async (after, pageSize) => {
      const page = await store.findStale(after, pageSize);
      pages.push(page.rows.length);
      return page;
    };
    const { vault, clock, log } = world.worker({}, { sql: world.database.worker });
    const rotate = create({
      agedKeys: createAgedDataKeyStore(world.database.worker),
      tokenRows: { ...store, findStale },
      vault,
      clock,
      log,
      dataKeyMaxAgeMs: maxAgeMs,
    });

    const counts = await rotate();

    expect(counts).toMatchObject({ keysReplaced: 3, rewrapped: 3_000, superseded: 0, unreadable: 0 });
    expect(pages).toEqual([1_000, 1_000, 1_000, 0]);
    const inUse = await world.database.superuser`
      select distinct substring(sealed from 2 for 16) as id
      from oauth_accounts, unnest(array[sealed_access_token, sealed_refresh_token]) as sealed`;
    expect(inUse).toHaveLength(3);
  });
});
