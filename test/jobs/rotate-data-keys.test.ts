import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { create } from '../../functions/schedule/rotate-data-keys.ts';
import { type AgedDataKeyStore, createAgedDataKeyStore } from '../../shared/database/aged-data-keys.ts';
import { createTokenRowStore, type TokenRow, type TokenRowStore } from '../../shared/database/token-rows.ts';
import type { Vault } from '../../shared/vault/vault.ts';
import { connectOne, dayMs, hourMs, minuteMs, sweepOnce } from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

const maxAgeMs = 30 * dayMs;

describe('rotate-data-keys', () => {
  let world: TokenWorld;

  beforeEach(async () => {
    world = await startTokenWorld();
  });
  afterEach(() => world.close());

  interface Changes {
    readonly agedKeys?: Partial<AgedDataKeyStore>;
    readonly tokenRows?: Partial<TokenRowStore>;
    readonly vault?: Partial<Vault>;
    readonly clock?: () => Date;
  }
  const rotate = (changes: Changes = {}) => {
    const sql = world.database.worker;
    const { vault, clock, log } = world.worker({}, { sql });
    return create({
      agedKeys: { ...createAgedDataKeyStore(sql), ...changes.agedKeys },
      tokenRows: { ...createTokenRowStore(sql), ...changes.tokenRows },
      vault: { ...vault, ...changes.vault },
      dataKeyMaxAgeMs: maxAgeMs,
      clock: changes.clock ?? clock,
      log,
    })();
  };
  const readKeys = () =>
    world.database.superuser<{ id: string; tenant: string; retired: boolean }[]>`
      select id, tenant_id as tenant, retired_at is not null as retired from data_keys order by created_at, id`;
  const countKeys = async () => {
    const keys = await readKeys();
    const retired = keys.filter((key) => key.retired).length;
    return { active: keys.length - retired, retired };
  };
  const readIdsInUse = async () => {
    const rows = await world.database.superuser<{ id: string }[]>`
      select distinct encode(substring(sealed from 2 for 16), 'hex')::uuid as id
      from oauth_accounts, unnest(array[sealed_access_token, sealed_refresh_token]) as sealed
      where sealed is not null`;
    return rows.map(({ id }) => id);
  };
  const revealAll = (accounts: readonly ConnectedAccount[]) =>
    Promise.all(accounts.map((account) => world.reveal(account)));

  test('replaces keys by age, of tenants that seal nothing too, and none that is young', async () => {
    await world.connect({ count: 6, tenants: 3 });
    for (let nth = 0; nth < 120; nth += 1) await world.vault.prepare(`idle-${nth}`);
    await world.advance(maxAgeMs - hourMs);
    const early = await rotate();
    await world.vault.prepare('young');
    await world.advance(hourMs);

    const counts = [await rotate(), await rotate()];

    expect(early).toMatchObject({ keysReplaced: 0, rewrapped: 0, keysDeleted: 0 });
    expect(counts).toMatchObject([
      { keysReplaced: 123, rewrapped: 6, unreadable: 0, keysDeleted: 0, isWhole: true },
      { keysReplaced: 0, rewrapped: 0, unreadable: 0, keysDeleted: 0, isWhole: true },
    ]);
    expect(await countKeys()).toEqual({ active: 124, retired: 123 });
  });

  test('leaves every token under its tenant’s active key, still the same token', async () => {
    const accounts = await world.connect({ count: 30, tenants: 3 });
    await world.database.superuser`
      update oauth_accounts set state = 'reauth_required'
      where id in (select id from oauth_accounts order by id desc limit 10)`;
    const before = await revealAll(accounts);
    await world.advance(maxAgeMs);

    await rotate();

    const active = (await readKeys()).filter((key) => !key.retired).map(({ id }) => id);
    expect((await readIdsInUse()).toSorted()).toEqual(active.toSorted());
    expect(await revealAll(accounts)).toEqual(before);
  });

  test('deletes a retired key 45 days after, when it seals nothing, and no other', async () => {
    const accounts = await world.connect({ count: 4, tenants: 2 });
    await world.advance(maxAgeMs);
    await rotate();
    await world.advance(45 * dayMs - 1);

    const early = await rotate();
    await world.advance(1);
    const late = await rotate();

    // The keys of the first rotation were replaced in turn, and those rest now.
    expect([early.keysDeleted, late.keysDeleted]).toEqual([0, 2]);
    expect(await countKeys()).toEqual({ active: 2, retired: 2 });
    expect(await revealAll(accounts)).toEqual(
      accounts.map((account) => expect.objectContaining({ refresh: world.current(account).refresh })),
    );
  });

  test('deletes no key of a tenant with a token that does not open, however old, and those of the others', async () => {
    const [broken, sound] = await world.connect({ count: 2, tenants: 2 });
    if (broken === undefined || sound === undefined) throw new Error('No accounts.');
    const flip = () => world.database.superuser`
      update oauth_accounts
      set sealed_access_token = set_byte(sealed_access_token, 40, 255 - get_byte(sealed_access_token, 40))
      where id = ${broken.id}`;
    const before = await world.reveal(broken);
    await flip();
    await world.advance(maxAgeMs);
    await rotate();
    await world.advance(46 * dayMs);

    const spoilt = await rotate();
    await flip();
    const mended = await world.reveal(broken);
    await rotate();
    const whole = await rotate();

    expect(spoilt).toMatchObject({ unreadable: 1, isWhole: true, keysDeleted: 1 });
    expect(mended).toEqual(before);
    expect(whole).toMatchObject({ unreadable: 0, isWhole: true });
    expect(await world.reveal(broken)).toEqual(before);
    expect(
      (await readKeys()).filter(({ tenant, retired }) => retired && tenant === sound.tenant),
    ).toHaveLength(1);
  });

  test('deletes no key after a pass that ran out of time, however old, and does so after a whole one', async () => {
    const accounts = await world.connect({ count: 6, tenants: 2 });
    const before = await revealAll(accounts);
    await world.advance(maxAgeMs);
    await rotate({ vault: { rewrap: async () => 'current' } });
    await world.advance(46 * dayMs);
    let stored = 0;
    const start = world.now().getTime();
    // The clock stands at the end of the work from the third row on.
    const clock = () => new Date(start + (stored < 3 ? 0 : 5 * minuteMs));
    const store = createTokenRowStore(world.database.worker);
    const hurried = {
      replaceSealed: (row: TokenRow) => store.replaceSealed(row).finally(() => (stored += 1)),
    };

    const cut = await rotate({ tokenRows: hurried, clock });
    const opened = await revealAll(accounts);
    const whole = await rotate();

    expect(cut).toMatchObject({ rewrapped: 3, isWhole: false, keysDeleted: 0 });
    expect(opened).toEqual(before);
    expect(whole).toMatchObject({ rewrapped: 3, isWhole: true, keysDeleted: 2 });
    expect(await revealAll(accounts)).toEqual(before);
  });

  test('deletes more idle keys than one batch holds', async () => {
    for (let nth = 0; nth < 230; nth += 1) await world.vault.prepare(`idle-${nth}`);
    await world.advance(maxAgeMs);
    await rotate();
    await world.advance(45 * dayMs);

    const counts = await rotate();

    expect(counts).toMatchObject({ keysReplaced: 230, keysDeleted: 230 });
  });

  test('tokens that lay in the lifeboat for as long as a message can, still open', async () => {
    const account = await connectOne(world);
    await world.advance(maxAgeMs - minuteMs);
    const { tokens } = world.worker();
    await sweepOnce(world, {
      policy: { accessShareLeft: 1, accessLeftMs: hourMs, usedWithinMs: 90 * dayMs, refreshShareLeft: 0.5 },
      tokens: { ...tokens, saveRefreshed: async () => 'fenced', saveRescued: async () => 'fenced' },
    });
    await world.database.superuser`update oauth_accounts set lease_id = null, lease_expires_at = null`;
    for (let day = 0; day < 42; day += 7) {
      await world.advance(7 * dayMs);
      await rotate();
    }

    const outcomes = await world.rescue();

    expect(outcomes).toEqual(['stored']);
    expect((await world.reveal(account)).refresh).toBe(world.current(account).refresh);
    await rotate();
    expect((await world.reveal(account)).refresh).toBe(world.current(account).refresh);
  });

  test('twice at once replaces each key once, and every token opens', async () => {
    const accounts = await world.connect({ count: 200, tenants: 5 });
    const before = await revealAll(accounts);
    await world.advance(maxAgeMs);

    const counts = await Promise.all([rotate(), rotate()]);

    expect(counts.reduce((sum, one) => sum + one.rewrapped, 0)).toBeGreaterThanOrEqual(200);
    expect(await countKeys()).toEqual({ active: 5, retired: 5 });
    expect(await readIdsInUse()).toHaveLength(5);
    expect(await revealAll(accounts)).toEqual(before);
    expect(await rotate()).toMatchObject({ keysReplaced: 0, rewrapped: 0 });
  });

  const cuts: [string, (cut: () => never) => Changes][] = [
    ['finding aged keys', (cut) => ({ agedKeys: { findTenants: async () => cut() } })],
    ['replacing the first key', (cut) => ({ vault: { prepare: async () => cut() } })],
    ['finding rows', (cut) => ({ tokenRows: { findStale: async () => cut() } })],
    ['rewrapping the first token', (cut) => ({ vault: { rewrap: async () => cut() } })],
    ['storing the first row', (cut) => ({ tokenRows: { replaceSealed: async () => cut() } })],
    ['deleting keys', (cut) => ({ agedKeys: { deleteRetired: async () => cut() } })],
  ];

  test.each(cuts)(
    'killed while %s, it has lost nothing, and the next run ends the work',
    async (_where, change) => {
      const accounts = await world.connect({ count: 20, tenants: 4 });
      const before = await revealAll(accounts);
      await world.advance(maxAgeMs);
      const cut = () => {
        throw new Error('killed');
      };

      await expect(rotate(change(cut))).rejects.toThrow('killed');
      const between = await revealAll(accounts);
      await rotate();

      expect(between).toEqual(before);
      expect(await revealAll(accounts)).toEqual(before);
      expect(await countKeys()).toEqual({ active: 4, retired: 4 });
      expect(await readIdsInUse()).toHaveLength(4);
    },
  );

  test('killed between a key’s end and its successor, it leaves a tenant that gets one at its next use', async () => {
    const account = await connectOne(world);
    const before = await world.reveal(account);
    await world.advance(maxAgeMs);
    await world.database.superuser`update data_keys set retired_at = ${world.now()}`;

    const counts = await rotate();

    expect(counts).toMatchObject({ keysReplaced: 0, rewrapped: 1 });
    expect(await countKeys()).toEqual({ active: 1, retired: 1 });
    expect(await world.reveal(account)).toEqual(before);
  });

  test('while the key service is down it fails and changes nothing, and heals by itself', async () => {
    const accounts = await world.connect({ count: 8, tenants: 4 });
    const before = await revealAll(accounts);
    await world.advance(maxAgeMs);
    for (let nth = 0; nth < 4; nth += 1) world.keyService.downFor.add(`tenant-${nth}`);

    await expect(rotate()).rejects.toMatchObject({ code: 'key_service_unavailable' });
    const between = await countKeys();
    world.keyService.downFor.clear();
    const healed = await rotate();

    expect(between).toEqual({ active: 4, retired: 0 });
    expect(healed).toMatchObject({ keysReplaced: 4, rewrapped: 8 });
    expect(await revealAll(accounts)).toEqual(before);
  });
});
