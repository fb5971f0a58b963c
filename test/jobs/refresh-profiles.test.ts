import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { create } from '../../functions/schedule/refresh-profiles.ts';
import { Secret } from '../../shared/core/secret.ts';
import { createProfileStore } from '../../shared/database/accounts.ts';
import { createDataKeyStore } from '../../shared/database/data-keys.ts';
import { type Platform, PlatformError } from '../../shared/platforms/platform.ts';
import { createTiktok } from '../../shared/platforms/tiktok/tiktok.ts';
import { sealTokens } from '../../shared/tokens/account-tokens.ts';
import { createVault, type Vault } from '../../shared/vault/vault.ts';
import { clearTables, insertAccount } from '../support/accounts.ts';
import { collectLog } from '../support/collected-log.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { clientKey, clientSecret, epoch } from '../support/tiktok-events.ts';
import { createFakeKeyService } from '../support/vault-fakes.ts';

type Answer = (token: string) => Response | Promise<Response>;

const succeed: Answer = (token) =>
  Response.json({
    data: { user: { open_id: 'x', display_name: `Name of ${token}` } },
    error: { code: 'ok' },
  });

const faults: Readonly<Record<string, Answer>> = {
  'answers 500': () => new Response('', { status: 500 }),
  throttles: () => Response.json({ error: { code: 'rate_limit_exceeded' } }, { status: 429 }),
  'refuses the token': () => Response.json({ error: { code: 'access_token_invalid' } }, { status: 401 }),
  'answers something else': () => new Response('<html>'),
  'cuts the connection': () => {
    throw new TypeError('fetch failed');
  },
};

describe('refresh-profiles', () => {
  let database: TestDatabase;
  let vault: Vault;
  let now: Date;

  beforeAll(async () => {
    database = await createDatabase();
  });
  beforeEach(async () => {
    await clearTables(database.superuser);
    now = new Date(epoch * 1000);
    vault = createVault({
      keyService: createFakeKeyService(),
      dataKeyStore: createDataKeyStore(database.worker),
      clock: () => now,
      settings: { dataKeyMaxAgeMs: 30 * 86_400_000, heldKeyMaxAgeMs: 300_000, heldKeysMax: 100 },
    });
  });
  afterAll(() => database.drop());

  const connectMany = async (count: number, state?: 'reauth_required') => {
    for (let index = 0; index < count; index += 1) {
      const id = randomUUID();
      const tokens = {
        openId: id,
        accessToken: new Secret(`act.${index}`),
        refreshToken: new Secret(`rft.${index}`),
        accessExpiresInSeconds: 1,
        refreshExpiresInSeconds: 1,
        grantedScopes: [],
      };
      const sealed = await sealTokens(vault, 'tenant-a', id, tokens);
      await insertAccount(database.superuser, {
        id,
        openId: id,
        ...sealed,
        ...(state === undefined ? {} : { state }),
      });
    }
  };
  const openTiktok = (answer: Answer): { platform: Platform; calls: () => number } => {
    let calls = 0;
    const platform = createTiktok({
      settings: { authorizeUrl: 'https://tiktok.example', apiUrl: 'https://api.example', pkce: 'off' },
      credentials: async () => ({
        clientKey,
        clientSecret: new Secret(clientSecret),
        previousClientSecret: undefined,
      }),
      fetch: async (_url, init) => {
        calls += 1;
        return answer(new Headers(init?.headers).get('authorization')?.slice('Bearer '.length) ?? '');
      },
    });
    return { platform, calls: () => calls };
  };
  const job = (platform: Platform, sql = database.worker) =>
    create({ profiles: createProfileStore(sql), vault, platform, clock: () => now, log: collectLog() });
  const names = async () =>
    (await database.superuser`select display_name from oauth_accounts order by display_name`).map(
      (row) => row['display_name'],
    );

  test('renews every stale profile once, and none again within the hour', async () => {
    await connectMany(45);
    const { platform, calls } = openTiktok(succeed);

    const counts = [await job(platform)(), await job(platform)()];
    now = new Date(now.getTime() + 3_601_000);
    const later = await job(platform)();

    expect(counts).toEqual([
      { refreshed: 45, failed: 0 },
      { refreshed: 0, failed: 0 },
    ]);
    expect([later.refreshed, calls()]).toEqual([45, 90]);
    expect(new Set(await names()).size).toBe(45);
  });

  test('twice at once, it ends with every profile renewed', async () => {
    await connectMany(25);
    const { platform } = openTiktok(succeed);

    await Promise.all([
      job(platform, database.open('worker', 1))(),
      job(platform, database.open('worker', 1))(),
    ]);

    expect((await names()).filter((name) => name === null)).toEqual([]);
  });

  test.each(Object.keys(faults).filter((kind) => kind !== 'throttles'))(
    'when TikTok %s for one account, the others are renewed, and it keeps what it had',
    async (kind) => {
      await connectMany(25);
      await database.superuser`update oauth_accounts set display_name = 'before'`;
      const fault = faults[kind] ?? succeed;
      const { platform, calls } = openTiktok((token) => (token === 'act.7' ? fault(token) : succeed(token)));

      const counts = [await job(platform)(), await job(platform)()];

      expect(counts).toEqual([
        { refreshed: 24, failed: 1 },
        { refreshed: 0, failed: 0 },
      ]);
      expect((await names()).filter((name) => name === 'before').length).toBe(1);
      expect(calls()).toBe(25);
    },
  );

  test('when TikTok throttles, the rest waits for the next run, and nobody is put off for an hour', async () => {
    await connectMany(45);
    let patient = false;
    const throttle = faults['throttles'] ?? succeed;
    const { platform, calls } = openTiktok((token) => (patient ? succeed(token) : throttle(token)));

    const first = await job(platform)();
    const askedFirst = calls();
    patient = true;
    const second = await job(platform)();

    expect(first.refreshed).toBe(0);
    expect(askedFirst).toBeLessThan(45);
    expect(second).toEqual({ refreshed: 45, failed: 0 });
  });

  test('an account whose token does not open fails alone', async () => {
    await connectMany(3);
    await insertAccount(database.superuser, { openId: 'broken' });
    const { platform, calls } = openTiktok(succeed);

    const counts = await job(platform)();

    expect([counts, calls()]).toEqual([{ refreshed: 3, failed: 1 }, 3]);
  });

  test('an account that ended while TikTok was asked stays as it ended', async () => {
    await connectMany(1);
    const { platform } = openTiktok(async (token) => {
      await database.superuser`
        update oauth_accounts set state = 'revoked', sealed_access_token = null, sealed_refresh_token = null`;
      return succeed(token);
    });

    await job(platform)();

    expect(await names()).toEqual([null]);
  });

  test('accounts that are not connected, or whose token has expired, are left alone', async () => {
    await connectMany(2, 'reauth_required');
    await connectMany(2);
    await database.superuser`update oauth_accounts set access_expires_at = ${now} where state = 'connected'`;
    const { platform, calls } = openTiktok(succeed);

    await job(platform)();

    expect(calls()).toBe(0);
  });

  test('the fault of a call is told by its class', async () => {
    const { platform } = openTiktok(faults['throttles'] ?? succeed);

    const call = platform.fetchProfile(new Secret('act.x'), ['user.info.basic']);

    await expect(call).rejects.toThrow(PlatformError);
    await expect(call).rejects.toMatchObject({ errorClass: 'throttled' });
  });
});
