import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '../../../shared/core/secret.ts';
import type { LeasedAccount, RefreshedRow } from '../../../shared/database/token-accounts.ts';
import { bindToken } from '../../../shared/tokens/account-tokens.ts';
import { readLifeboat, writeLifeboat } from '../../../shared/tokens/lifeboat.ts';
import { createVault } from '../../../shared/vault/vault.ts';
import { createFakeKeyService, createMemoryKeyStore } from '../../support/vault-fakes.ts';

const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 22, 9, minutes));
const accountId = '01990000-0000-7000-8000-000000000001';
const leaseId = '01990000-0000-7000-8000-000000000002';
const attemptId = '01990000-0000-7000-8000-000000000003';
const account: LeasedAccount = {
  id: accountId,
  tenantId: 'tenant-a',
  userId: 'user-a',
  platform: 'tiktok',
  openId: 'open-id',
  displayName: 'Name',
  username: null,
  avatarUrl: null,
  requestedScopes: ['one'],
  grantedScopes: ['one'],
  sealedAccessToken: Buffer.from('sealed access of before'),
  sealedRefreshToken: Buffer.from('sealed refresh of before'),
  accessExpiresAt: at(0),
  refreshExpiresAt: at(1),
  tokenVersion: 7,
  state: 'connected',
  stateReason: 'connected',
  connectedAt: at(2),
  tokenIssuedAt: at(3),
  lastUsedAt: at(4),
  refreshDueAt: at(5),
  refreshFailures: 0,
  refreshRefusals: 0,
  isLeased: true,
  openAttempts: 0,
  doubtfulAttempts: 0,
  leaseId,
};
const row: RefreshedRow = {
  sealedAccessToken: randomBytes(80),
  sealedRefreshToken: randomBytes(90),
  issuedAt: at(10),
  accessExpiresAt: at(11),
  refreshExpiresAt: at(12),
  grantedScopes: ['one', 'ünï"code'],
  stateReason: 'connected',
  refreshDueAt: at(13),
};
const body = writeLifeboat(account, attemptId, row);

/** The message with one of its values replaced. */
const spoil = (...path: [...string[], unknown]): string => {
  const value = path.at(-1);
  const keys = path.slice(0, -1).map(String);
  const whole: unknown = JSON.parse(body);
  const last = keys.at(-1) ?? '';
  const holder = keys.slice(0, -1).reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), whole);
  Reflect.set(Object(holder), last, value);
  return JSON.stringify(whole);
};

describe('a lifeboat message', () => {
  test('comes back as it was written, byte for byte', () => {
    const read = readLifeboat(body);

    const { id, tenantId, userId, platform, requestedScopes, grantedScopes, tokenVersion } = account;
    expect(read).toEqual({
      version: 1,
      account: { id, tenantId, userId, platform, requestedScopes, grantedScopes, tokenVersion, leaseId },
      attemptId,
      row: {
        ...row,
        sealedAccessToken: Buffer.from(row.sealedAccessToken),
        sealedRefreshToken: Buffer.from(row.sealedRefreshToken ?? []),
      },
    });
  });

  test('of a refresh that brought no refresh token has none either', () => {
    const read = readLifeboat(writeLifeboat(account, attemptId, { ...row, sealedRefreshToken: undefined }));

    expect(read?.row).toHaveProperty('sealedRefreshToken', undefined);
  });

  test('carries no token that opens outside its row, and fits a queue with tokens of 4 KB', async () => {
    const vault = createVault({
      keyService: createFakeKeyService(),
      dataKeyStore: createMemoryKeyStore(),
      clock: () => at(0),
      settings: { dataKeyMaxAgeMs: 86_400_000, heldKeyMaxAgeMs: 300_000, heldKeysMax: 10 },
    });
    const [access, refresh] = ['act.', 'rft.'].map((start) => start.padEnd(4_096, 'clear-text-')) as [
      string,
      string,
    ];
    const sealed = {
      sealedAccessToken: await vault.seal(
        new Secret(access),
        bindToken('tenant-a', accountId, 'sealed_access_token'),
      ),
      sealedRefreshToken: await vault.seal(
        new Secret(refresh),
        bindToken('tenant-a', accountId, 'sealed_refresh_token'),
      ),
    };

    const message = writeLifeboat(account, attemptId, { ...row, ...sealed });

    expect(Buffer.byteLength(message)).toBeLessThan(16 * 1024);
    const encodings = [access, refresh].flatMap((token) =>
      [0, 1, 2].map((skip) => Buffer.from(token.slice(skip, 60)).toString('base64').slice(0, 40)),
    );
    for (const text of ['act.', 'rft.', 'clear-text', ...encodings]) expect(message).not.toContain(text);
    const found = readLifeboat(message);
    const opened = await vault.open(
      found?.row.sealedRefreshToken ?? Buffer.of(),
      bindToken('tenant-a', accountId, 'sealed_refresh_token'),
    );
    expect(opened.reveal()).toBe(refresh);
    const foreign = bindToken('tenant-a', attemptId, 'sealed_refresh_token');
    await expect(vault.open(found?.row.sealedRefreshToken ?? Buffer.of(), foreign)).rejects.toMatchObject({
      code: 'sealed_token_unreadable',
    });
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['no version of its form', spoil('version', undefined)],
    ['a form of a later version', spoil('version', 2)],
    ['a version of its form in words', spoil('version', '1')],
    ['an id that is none', spoil('account', 'id', "' or true --")],
    ['an empty tenant', spoil('account', 'tenantId', '')],
    ['no version', spoil('account', 'tokenVersion', undefined)],
    ['a version in words', spoil('account', 'tokenVersion', '7')],
    ['half a version', spoil('account', 'tokenVersion', 7.5)],
    ['a lease that is none', spoil('account', 'leaseId', 'x')],
    ['an attempt that is none', spoil('attemptId', null)],
    ['no scopes of before', spoil('account', 'grantedScopes', undefined)],
    ['no access token', spoil('row', 'sealedAccessToken', undefined)],
    ['an access token that is no base64', spoil('row', 'sealedAccessToken', 'x y')],
    ['an empty access token', spoil('row', 'sealedAccessToken', '')],
    ['an empty refresh token', spoil('row', 'sealedRefreshToken', '')],
    ['a null refresh token', spoil('row', 'sealedRefreshToken', null)],
    ['a time that is none', spoil('row', 'accessExpiresAt', 'tomorrow')],
    ['a time that could not be written', spoil('row', 'refreshDueAt', null)],
    ['scopes that are no list', spoil('row', 'grantedScopes', 'one,two')],
  ])('with %s is none of ours', (_, hostile) => {
    expect(readLifeboat(hostile)).toBeUndefined();
  });

  test.each([
    ['', spoil('more', 1)],
    [' of the account', spoil('account', 'state', 'connected')],
    [' of the row', spoil('row', 'token_version', 9)],
  ])('of a newer writer, with a further key%s, is read as if it were not there', (_, newer) => {
    expect(readLifeboat(newer)).toEqual(readLifeboat(body));
  });

  test('of any text is read or is none of ours, and is never an error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readLifeboat(text)).toBeUndefined();
      }),
    );
  });
});
