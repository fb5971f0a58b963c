import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { accountIdOf, connectCreator, openBrowser } from '../../support/browser.ts';
import { countAccounts, readAccount, revealAccessToken, worksAtTiktok } from '../../support/rows.ts';

const api = await startApi();
afterAll(api.close);
beforeEach(async () => {
  await api.database.superuser`truncate oauth_accounts, authorization_attempts, outbox, audit_log`;
});

const strangers: readonly [string, { user: string; tenant: string }][] = [
  ['another user', { user: 'user-2', tenant: 'tenant-a' }],
  ['another tenant', { user: 'user-2', tenant: 'tenant-b' }],
  ['another tenant’s user of the same name', { user: 'user-1', tenant: 'tenant-b' }],
];

const disconnect = async (accountId: string) =>
  api.request('POST', '/api/platforms/tiktok/disconnect', { token: await api.token(), json: { accountId } });

describe('a creator who is connected by somebody else', () => {
  test.each(strangers)('is refused to %s, and the first connection goes on', async (_who, wish) => {
    const id = await connectCreator(api, await api.token());

    const end = await openBrowser(api).connect(await api.token(wish));

    expect(Object.fromEntries(end.searchParams)).toEqual({
      tiktok: 'error',
      code: 'account_linked_elsewhere',
    });
    expect(await countAccounts(api)).toBe(1);
    expect(await readAccount(api, id)).toMatchObject({ state: 'connected', tokenVersion: 1 });
    expect(await worksAtTiktok(api, await revealAccessToken(api, id))).toBe(true);
    expect(await api.database.superuser`select 1 from outbox`).toHaveLength(1);
  });

  test.each(strangers)('is free for %s once disconnected, under an id of its own', async (_who, wish) => {
    const id = await connectCreator(api, await api.token());
    await disconnect(id);

    const end = await openBrowser(api).connect(await api.token(wish));

    expect(accountIdOf(end)).not.toBe(id);
    expect(await readAccount(api, accountIdOf(end), wish.tenant)).toMatchObject({ state: 'connected' });
    expect(await readAccount(api, id)).toMatchObject({ state: 'disconnected', sealedAccessToken: null });
  });

  test('is refused to the first user in turn, whose account stays disconnected', async () => {
    const id = await connectCreator(api, await api.token());
    await disconnect(id);
    await connectCreator(api, await api.token({ user: 'user-2', tenant: 'tenant-b' }));

    const end = await openBrowser(api).connect(await api.token());

    expect(end.searchParams.get('code')).toBe('account_linked_elsewhere');
    expect(await readAccount(api, id)).toMatchObject({ state: 'disconnected', sealedAccessToken: null });
  });

  test('goes to exactly one of five users who connect at the same time', async () => {
    const targets = await Promise.all(
      [1, 2, 3, 4, 5].map(async (number) => {
        const browser = openBrowser(api);
        const page = await browser.begin(await api.token({ user: `user-${number}` }));
        return { browser, target: await browser.consent(page) };
      }),
    );

    const answers = await Promise.all(targets.map(({ browser, target }) => browser.comeBack(target)));

    const ends = answers.map((answer) => new URL(answer.headers['location'] ?? '').searchParams);
    expect(ends.filter((end) => end.get('tiktok') === 'connected')).toHaveLength(1);
    expect(ends.filter((end) => end.get('code') === 'account_linked_elsewhere')).toHaveLength(4);
    expect(await countAccounts(api)).toBe(1);
  });
});
