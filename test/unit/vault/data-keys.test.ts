import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../shared/core/secret.ts';
import type { SealBinding } from '../../../shared/vault/binding.ts';
import { openVaultBench, TENANT_A, TENANT_B } from './vault-bench.ts';

const secret = new Secret('act.example');
const bindingOf = (tenant: string): SealBinding => ({
  purpose: 'access-token',
  tenant,
  accountId: 'account-1',
  column: 'c',
});

const unwrapsIn = (calls: readonly string[]): number =>
  calls.filter((call) => call.startsWith('unwrap')).length;

describe('a data key', () => {
  test('is made once for a tenant, however many seals come at once', async () => {
    const { vault, keyService, dataKeyStore } = openVaultBench();

    await Promise.all(Array.from({ length: 50 }, () => vault.seal(secret, bindingOf(TENANT_A))));

    expect(keyService.calls).toEqual(['generate tenant-a']);
    expect(dataKeyStore.keys).toHaveLength(1);
  });

  test('is unwrapped once for 50 opens at once', async () => {
    const bench = openVaultBench();
    const sealed = await bench.vault.seal(secret, bindingOf(TENANT_A));
    const restarted = bench.restart();
    bench.keyService.calls.length = 0;
    bench.dataKeyStore.calls.length = 0;

    await Promise.all(Array.from({ length: 50 }, () => restarted.open(sealed, bindingOf(TENANT_A))));

    expect(bench.keyService.calls).toEqual(['unwrap tenant-a']);
    expect(bench.dataKeyStore.calls).toHaveLength(1);
  });

  test('fails all of 50 opens at once by one call, and is asked for anew afterwards', async () => {
    const bench = openVaultBench();
    const sealed = await bench.vault.seal(secret, bindingOf(TENANT_A));
    const restarted = bench.restart();
    bench.keyService.calls.length = 0;
    bench.keyService.downFor.add(TENANT_A);

    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => restarted.open(sealed, bindingOf(TENANT_A))),
    );
    bench.keyService.downFor.clear();
    await restarted.open(sealed, bindingOf(TENANT_A));

    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(unwrapsIn(bench.keyService.calls)).toBe(2);
  });

  test("asked for by another tenant at the same time does not disturb its own tenant's open", async () => {
    const bench = openVaultBench();
    const sealed = await bench.vault.seal(secret, bindingOf(TENANT_A));
    const restarted = bench.restart();

    const [foreign, own] = await Promise.allSettled([
      restarted.open(sealed, bindingOf(TENANT_B)),
      restarted.open(sealed, bindingOf(TENANT_A)),
    ]);

    expect([foreign.status, own.status]).toEqual(['rejected', 'fulfilled']);
  });

  test('of one tenant is never unwrapped for another', async () => {
    const bench = openVaultBench();
    const sealed = await bench.vault.seal(secret, bindingOf(TENANT_A));
    bench.keyService.calls.length = 0;

    const opening = bench.restart().open(sealed, bindingOf(TENANT_B));

    await expect(opening).rejects.toMatchObject({ code: 'sealed_token_unreadable' });
    expect(bench.keyService.calls).toEqual([]);
  });

  test('is one for two processes that make the first at once, and both go on with the winner', async () => {
    const bench = openVaultBench();
    const [one, other] = [bench.vault, bench.restart()];

    const sealed = await Promise.all([one, other].map((vault) => vault.seal(secret, bindingOf(TENANT_A))));

    const ids = sealed.map((bytes) => Buffer.from(bytes).toString('hex', 1, 17));
    expect(new Set(ids).size).toBe(1);
    expect(bench.dataKeyStore.keys).toHaveLength(1);
    expect((await bench.restart().open(sealed[1] ?? new Uint8Array(), bindingOf(TENANT_A))).reveal()).toBe(
      'act.example',
    );
  });

  test('is replaced at 30 days under traffic: the old one retires, what it sealed still opens', async () => {
    const bench = openVaultBench();
    const sealed = await bench.vault.seal(secret, bindingOf(TENANT_A));
    bench.passDays(30);

    const vaults = [bench.vault, bench.restart(), bench.restart()];
    await Promise.all(vaults.map((vault) => vault.seal(secret, bindingOf(TENANT_A))));

    const opened = await Promise.all(vaults.map((vault) => vault.open(sealed, bindingOf(TENANT_A))));
    expect(opened.map((one) => one.reveal())).toEqual(['act.example', 'act.example', 'act.example']);
    expect(bench.dataKeyStore.keys.map(({ retiredAt }) => retiredAt)).toEqual([bench.now(), undefined]);
  });

  test('is kept until shortly before its 30 days are over', async () => {
    const bench = openVaultBench();
    await bench.vault.prepare(TENANT_A);
    bench.passDays(29);

    await bench.vault.seal(secret, bindingOf(TENANT_A));

    expect(bench.dataKeyStore.keys).toHaveLength(1);
  });

  test('that could not be replaced keeps its place: the key service is asked before it retires', async () => {
    const bench = openVaultBench();
    await bench.vault.prepare(TENANT_A);
    bench.passDays(31);
    bench.keyService.downFor.add(TENANT_A);

    await expect(bench.vault.prepare(TENANT_A)).rejects.toMatchObject({
      code: 'key_service_unavailable',
    });

    expect(bench.dataKeyStore.keys.map(({ retiredAt }) => retiredAt)).toEqual([undefined]);
  });

  test('is made anew when a process was cut off between retiring the old one and storing the next', async () => {
    const bench = openVaultBench();
    await bench.vault.prepare(TENANT_A);
    const [old] = bench.dataKeyStore.keys;
    await bench.dataKeyStore.retire(old?.id ?? '', TENANT_A, bench.now());

    await bench.restart().seal(secret, bindingOf(TENANT_A));

    expect(bench.dataKeyStore.keys.map(({ retiredAt }) => retiredAt)).toEqual([bench.now(), undefined]);
  });
});

describe('the key bytes that the key service hands out', () => {
  test('are zeros by the time a seal or an open is done', async () => {
    const bench = openVaultBench();
    const sealed = await bench.vault.seal(secret, bindingOf(TENANT_A));
    await bench.restart().open(sealed, bindingOf(TENANT_A));

    const { handedOut } = bench.keyService;

    expect(handedOut).toHaveLength(2);
    for (const bytes of handedOut) expect(Buffer.from(bytes)).toEqual(Buffer.alloc(32));
  });

  test('are zeros too for a key that lost the race to be stored', async () => {
    const bench = openVaultBench();
    await Promise.all([bench.vault.prepare(TENANT_A), bench.restart().prepare(TENANT_A)]);

    const left = bench.keyService.handedOut.filter((bytes) => bytes.some((byte) => byte !== 0));

    expect(bench.keyService.handedOut.length).toBeGreaterThan(2);
    expect(left).toEqual([]);
  });
});

describe('keys in memory', () => {
  test('are unwrapped again when they have been there for their time', async () => {
    const bench = openVaultBench();
    const sealed = await bench.vault.seal(secret, bindingOf(TENANT_A));
    bench.passSeconds(299);
    await bench.vault.open(sealed, bindingOf(TENANT_A));
    const before = unwrapsIn(bench.keyService.calls);

    bench.passSeconds(1);
    await bench.vault.open(sealed, bindingOf(TENANT_A));

    expect([before, unwrapsIn(bench.keyService.calls)]).toEqual([0, 1]);
  });

  test('do not stay longer for being used', async () => {
    const bench = openVaultBench();
    const sealed = await bench.vault.seal(secret, bindingOf(TENANT_A));

    for (let minute = 0; minute < 10; minute += 1) {
      bench.passSeconds(60);
      await bench.vault.open(sealed, bindingOf(TENANT_A));
    }

    expect(unwrapsIn(bench.keyService.calls)).toBe(2);
  });

  test('give way by least recent use when there are too many', async () => {
    const bench = openVaultBench({ heldKeysMax: 2 });
    const tenants = ['one', 'two', 'one', 'three'];
    for (const tenant of tenants) await bench.vault.seal(secret, bindingOf(tenant));
    bench.keyService.calls.length = 0;

    for (const tenant of ['one', 'three', 'two']) await bench.vault.seal(secret, bindingOf(tenant));

    expect(bench.keyService.calls).toEqual(['unwrap two']);
  });

  test('that give way in mid-use still finish: 20 tenants at once through a cache of one', async () => {
    const bench = openVaultBench({ heldKeysMax: 1 });
    const tenants = Array.from({ length: 20 }, (_, index) => `tenant-${index}`);

    const opened = await Promise.all(
      tenants.map(async (tenant) => {
        const sealed = await bench.vault.seal(secret, bindingOf(tenant));
        await setImmediate();
        return (await bench.vault.open(sealed, bindingOf(tenant))).reveal();
      }),
    );

    expect(new Set(opened)).toEqual(new Set(['act.example']));
  });

  test('cost less than one key-service call in a hundred operations over an hour of traffic', async () => {
    const bench = openVaultBench();
    let operations = 0;

    for (let second = 0; second < 3_600; second += 1) {
      const sealed = await bench.vault.seal(secret, bindingOf(TENANT_A));
      await bench.vault.open(sealed, bindingOf(TENANT_A));
      operations += 2;
      bench.passSeconds(1);
    }

    expect(bench.keyService.calls.length / operations).toBeLessThanOrEqual(0.01);
  });
});
