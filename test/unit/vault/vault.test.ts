import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../shared/core/secret.ts';
import type { SealBinding } from '../../../shared/vault/binding.ts';
import { openVaultBench, TENANT_A, TENANT_B } from './vault-bench.ts';

const TOKEN = `act.${'t'.repeat(76)}`;
const secret = new Secret(TOKEN);
const bindingOf = (change: Partial<SealBinding> = {}): SealBinding => ({
  purpose: 'access-token',
  tenant: TENANT_A,
  accountId: 'account-1',
  column: 'oauth_accounts.access_token',
  ...change,
});

/** What a caller can see of a failed open: the same for every reason. */
const seenFailure = async (opening: Promise<Secret>): Promise<string> => {
  const thrown: unknown = await opening.then(
    () => 'opened',
    (error: unknown) => error,
  );
  return thrown instanceof Error
    ? JSON.stringify({
        ...thrown,
        name: thrown.name,
        message: thrown.message,
        cause: thrown.cause,
      })
    : String(thrown);
};

const UNREADABLE = JSON.stringify({
  code: 'sealed_token_unreadable',
  detail: 'The stored secret could not be opened.',
  errors: [],
  name: 'Failure',
  message: 'sealed_token_unreadable: The stored secret could not be opened.',
});

describe('opening', () => {
  test('gives back what was sealed for the same binding', async () => {
    const { vault } = openVaultBench();

    const opened = await vault.open(await vault.seal(secret, bindingOf()), bindingOf());

    expect(opened.reveal()).toBe(TOKEN);
  });

  test('gives it back to another process with the same store and key service', async () => {
    const bench = openVaultBench();
    const sealed = await bench.vault.seal(secret, bindingOf());

    const opened = await bench.restart().open(sealed, bindingOf());

    expect(opened.reveal()).toBe(TOKEN);
  });

  test('fails alike for every single flipped bit', async () => {
    const { vault } = openVaultBench();
    const sealed = await vault.seal(secret, bindingOf());

    const failures = new Set<string>();
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const flipped = Uint8Array.from(sealed, (byte, at) =>
        at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte,
      );
      failures.add(await seenFailure(vault.open(flipped, bindingOf())));
    }

    expect([...failures]).toEqual([UNREADABLE]);
  });

  test('fails alike when cut off at any length, or lengthened', async () => {
    const { vault } = openVaultBench();
    const sealed = await vault.seal(secret, bindingOf());

    const failures = new Set([
      await seenFailure(vault.open(Buffer.concat([sealed, Buffer.of(0)]), bindingOf())),
    ]);
    for (let length = 0; length < sealed.length; length += 1) {
      failures.add(await seenFailure(vault.open(sealed.subarray(0, length), bindingOf())));
    }

    expect([...failures]).toEqual([UNREADABLE]);
  });

  test.each([0, 2, 255])('fails alike for the unknown version %i', async (version) => {
    const { vault } = openVaultBench();
    const sealed = Uint8Array.from(await vault.seal(secret, bindingOf()));
    sealed[0] = version;

    const failure = await seenFailure(vault.open(sealed, bindingOf()));

    expect(failure).toBe(UNREADABLE);
  });

  test.each([
    ['purpose', bindingOf({ purpose: 'refresh-token' })],
    ['tenant, known', bindingOf({ tenant: TENANT_B })],
    ['tenant, never seen', bindingOf({ tenant: 'tenant-c' })],
    ['account', bindingOf({ accountId: 'account-2' })],
    ['column', bindingOf({ column: 'oauth_accounts.refresh_token' })],
  ])('fails alike for another %s', async (_what, other) => {
    const { vault, restart } = openVaultBench();
    await vault.prepare(TENANT_B);
    const sealed = await vault.seal(secret, bindingOf());

    const failures = [
      await seenFailure(vault.open(sealed, other)),
      await seenFailure(restart().open(sealed, other)),
    ];

    expect(failures).toEqual([UNREADABLE, UNREADABLE]);
  });

  test('fails alike when the data key it names is swapped for another one, of any tenant', async () => {
    const { vault, dataKeyStore, passDays } = openVaultBench();
    const sealed = Uint8Array.from(await vault.seal(secret, bindingOf()));
    await vault.prepare(TENANT_B);
    passDays(31);
    await vault.prepare(TENANT_A);

    const failures = new Set<string>();
    for (const { id } of dataKeyStore.keys.slice(1)) {
      sealed.set(Buffer.from(id.replaceAll('-', ''), 'hex'), 1);
      failures.add(await seenFailure(vault.open(sealed, bindingOf())));
    }

    expect(dataKeyStore.keys).toHaveLength(3);
    expect([...failures]).toEqual([UNREADABLE]);
  });

  test('fails alike when the stored data key was moved to another tenant', async () => {
    const { vault, dataKeyStore, restart } = openVaultBench();
    const sealed = await vault.seal(secret, bindingOf());
    const moved = dataKeyStore.keys.map((key) => ({
      ...key,
      tenant: TENANT_B,
    }));
    dataKeyStore.keys.splice(0, 1, ...moved);

    const failure = await seenFailure(restart().open(sealed, bindingOf({ tenant: TENANT_B })));

    expect(failure).toBe(UNREADABLE);
  });
});

describe('an outage of the key service', () => {
  test('is a failure that says to try again and holds nothing secret', async () => {
    const { vault, keyService } = openVaultBench();
    keyService.downFor.add(TENANT_A);

    const thrown: unknown = await vault.seal(secret, bindingOf()).catch((error: unknown) => error);

    expect(thrown).toMatchObject({ code: 'key_service_unavailable' });
    expect(inspect(thrown, { depth: null, showHidden: true })).not.toContain(TOKEN);
  });

  test('is not remembered once it is over', async () => {
    const { vault, keyService } = openVaultBench();
    keyService.downFor.add(TENANT_A);
    await expect(vault.prepare(TENANT_A)).rejects.toMatchObject({
      code: 'key_service_unavailable',
    });

    keyService.downFor.clear();

    await expect(vault.seal(secret, bindingOf())).resolves.toBeInstanceOf(Uint8Array);
  });

  test('for one tenant leaves the others working', async () => {
    const { vault, keyService } = openVaultBench();
    keyService.downFor.add(TENANT_A);

    const [down, up] = await Promise.allSettled([
      vault.seal(secret, bindingOf()),
      vault.seal(secret, bindingOf({ tenant: TENANT_B })),
    ]);

    expect([down.status, up.status]).toEqual(['rejected', 'fulfilled']);
  });

  test('does not stop what is under a key in memory', async () => {
    const { vault, keyService } = openVaultBench();
    const sealed = await vault.seal(secret, bindingOf());
    keyService.downFor.add(TENANT_A);

    const opened = await vault.open(
      await vault.seal(await vault.open(sealed, bindingOf()), bindingOf()),
      bindingOf(),
    );

    expect(opened.reveal()).toBe(TOKEN);
  });
});

describe('after prepare', () => {
  test('a seal asks neither the store nor the key service, until half of the time in memory is over', async () => {
    const { vault, keyService, dataKeyStore, passSeconds } = openVaultBench();
    await vault.prepare(TENANT_A);
    const before = [keyService.calls.length, dataKeyStore.calls.length];
    passSeconds(149);

    await vault.seal(secret, bindingOf());

    expect([keyService.calls.length, dataKeyStore.calls.length]).toEqual(before);
  });

  test('that holds too when the key in memory was about to expire', async () => {
    const { vault, keyService, passSeconds } = openVaultBench();
    await vault.prepare(TENANT_A);
    passSeconds(299);
    await vault.prepare(TENANT_A);
    keyService.downFor.add(TENANT_A);
    passSeconds(149);

    await expect(vault.seal(secret, bindingOf())).resolves.toBeInstanceOf(Uint8Array);
  });

  test('that holds too when the data key was about to be replaced by age', async () => {
    const { vault, keyService, dataKeyStore, passDays, passSeconds } = openVaultBench();
    await vault.prepare(TENANT_A);
    passDays(30);
    passSeconds(-1);
    await vault.prepare(TENANT_A);
    keyService.downFor.add(TENANT_A);
    passSeconds(149);

    await vault.seal(secret, bindingOf());

    expect(dataKeyStore.keys).toHaveLength(2);
  });
});

describe('rewrapping', () => {
  test('leaves alone what is under the active data key', async () => {
    const { vault } = openVaultBench();
    const sealed = await vault.seal(secret, bindingOf());

    const rewrapped = await vault.rewrap(sealed, bindingOf());

    expect(rewrapped).toBe('current');
  });

  test('moves a secret to the newest data key, where it opens for the same binding only', async () => {
    const { vault, dataKeyStore, passDays } = openVaultBench();
    const sealed = await vault.seal(secret, bindingOf());
    passDays(31);

    const rewrapped = await vault.rewrap(sealed, bindingOf());

    if (rewrapped === 'current') throw new Error('It was not moved.');
    const newest = dataKeyStore.keys.at(-1)?.id.replaceAll('-', '');
    expect(Buffer.from(rewrapped).toString('hex', 1, 17)).toBe(newest);
    expect((await vault.open(rewrapped, bindingOf())).reveal()).toBe(TOKEN);
    expect(await seenFailure(vault.open(rewrapped, bindingOf({ accountId: 'account-2' })))).toBe(UNREADABLE);
    expect((await vault.open(sealed, bindingOf())).reveal()).toBe(TOKEN);
  });

  test('refuses what does not open', async () => {
    const { vault, passDays } = openVaultBench();
    const sealed = await vault.seal(secret, bindingOf());
    passDays(31);

    await expect(vault.rewrap(sealed, bindingOf({ column: 'other' }))).rejects.toMatchObject({
      code: 'sealed_token_unreadable',
    });
  });
});
