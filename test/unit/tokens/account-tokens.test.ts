import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../shared/core/secret.ts';
import { bindToken, openAccessToken, sealTokens } from '../../../shared/tokens/account-tokens.ts';
import { createVault } from '../../../shared/vault/vault.ts';
import { createFakeKeyService, createMemoryKeyStore } from '../../support/vault-fakes.ts';

const vault = createVault({
  keyService: createFakeKeyService(),
  dataKeyStore: createMemoryKeyStore(),
  clock: () => new Date(1_793_000_000_000),
  settings: { dataKeyMaxAgeMs: 86_400_000, heldKeyMaxAgeMs: 300_000, heldKeysMax: 10 },
});
const tokens = {
  openId: 'o',
  accessToken: new Secret('act.1'),
  refreshToken: new Secret('rft.1'),
  accessExpiresInSeconds: 1,
  refreshExpiresInSeconds: 1,
  grantedScopes: [],
};
const unreadable = { code: 'sealed_token_unreadable' };

describe("an account's tokens", () => {
  test('open for the account and the column they were sealed for', async () => {
    const sealed = await sealTokens(vault, 'tenant-a', 'account-1', tokens);

    const refresh = vault.open(
      sealed.sealedRefreshToken,
      bindToken('tenant-a', 'account-1', 'sealed_refresh_token'),
    );

    expect((await refresh).reveal()).toBe('rft.1');
  });

  test.each([
    ['the other column', bindToken('tenant-a', 'account-1', 'sealed_refresh_token')],
    ['another account', bindToken('tenant-a', 'account-2', 'sealed_access_token')],
    ['another tenant', bindToken('tenant-b', 'account-1', 'sealed_access_token')],
  ])('do not open for %s', async (_, binding) => {
    const { sealedAccessToken } = await sealTokens(vault, 'tenant-a', 'account-1', tokens);

    await expect(vault.open(sealedAccessToken, binding)).rejects.toMatchObject(unreadable);
  });

  test('that were destroyed are unreadable like any other', () => {
    const account = { id: 'account-1', tenantId: 'tenant-a', sealedAccessToken: null };

    expect(() => openAccessToken(vault, account as Parameters<typeof openAccessToken>[1])).toThrow(
      expect.objectContaining(unreadable),
    );
  });
});
