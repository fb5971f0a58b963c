import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { accountIdOf, connectCreator, locationOf, openBrowser } from '../../support/browser.ts';
import {
  callsTo,
  countAccounts,
  readAccount,
  readAnnouncements,
  revealAccessToken,
  tokenPath,
  userInfoPath,
  worksAtTiktok,
} from '../../support/rows.ts';

const api = await startApi();
afterAll(api.close);
beforeEach(async () => {
  api.simulator.control.reset();
  await api.advance(0);
  await api.database.superuser`truncate oauth_accounts, authorization_attempts, outbox, audit_log`;
});

describe('the end of an authorization', () => {
  test('the browser goes back to returnTo with the account’s id beside what was there', async () => {
    const browser = openBrowser(api);
    const page = await browser.begin(await api.token(), 'https://crm.example/creators?tab=2#tiktok');

    const answer = await browser.comeBack(await browser.consent(page));

    const end = locationOf(answer);
    expect(answer.status).toBe(302);
    expect(end.origin + end.pathname + end.hash).toBe('https://crm.example/creators#tiktok');
    expect(Object.fromEntries(end.searchParams)).toEqual({
      tab: '2',
      tiktok: 'connected',
      accountId: accountIdOf(end),
    });
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
  });

  test('the account belongs to who began, with the profile, the scopes and the lifetimes TikTok gave', async () => {
    const id = await connectCreator(api, await api.token({ user: 'user-7', tenant: 'tenant-a' }));

    expect(await readAccount(api, id)).toMatchObject({
      userId: 'user-7',
      tenantId: 'tenant-a',
      displayName: 'Sim Creator',
      username: 'simcreator',
      avatarUrl: expect.stringContaining(api.simulator.url),
      grantedScopes: ['user.info.basic', 'user.info.profile', 'video.upload', 'video.publish'],
      state: 'connected',
      stateReason: 'connected',
      tokenVersion: 1,
      accessExpiresAt: new Date(api.now().getTime() + 7_200_000),
      refreshExpiresAt: new Date(api.now().getTime() + 15_552_000_000),
    });
  });

  test('other lifetimes are taken over as TikTok returns them', async () => {
    api.simulator.control.patchSwitches({ tokenLifetimes: '24h-365d' });

    const id = await connectCreator(api, await api.token());

    expect(await readAccount(api, id)).toMatchObject({
      accessExpiresAt: new Date(api.now().getTime() + 86_400_000),
      refreshExpiresAt: new Date(api.now().getTime() + 31_536_000_000),
    });
  });

  test('the token is stored sealed, opens for its account, and stands in no row and no log line', async () => {
    const id = await connectCreator(api, await api.token());

    const accessToken = await revealAccessToken(api, id);

    const rows = await api.database.superuser`
      select row_to_json(oauth_accounts)::text as text, sealed_access_token, sealed_refresh_token from oauth_accounts`;
    const kept = rows.flatMap((row) => Object.values(row).map((one) => Buffer.from(one).toString('latin1')));
    expect(await worksAtTiktok(api, accessToken)).toBe(true);
    for (const text of [...kept, api.log.text()]) {
      expect(text).not.toContain(accessToken);
      expect(text).not.toMatch(/act\.|rft\./);
    }
  });

  test('a code with * and ! reaches TikTok as it was given', async () => {
    const browser = openBrowser(api);

    const target = await browser.consent(await browser.begin(await api.token()));
    const answer = await browser.comeBack(target);

    expect(target).toMatch(/%2A.*%21/);
    expect(locationOf(answer).searchParams.get('tiktok')).toBe('connected');
    expect(callsTo(api, tokenPath)).toMatchObject([{ status: 200, errorCode: null }]);
  });

  test('the change is announced to the CRM and audited once', async () => {
    const id = await connectCreator(api, await api.token({ user: 'user-7' }));

    expect(await readAnnouncements(api, id)).toEqual([
      {
        type: 'account.connected',
        actor: 'user:user-7',
        payload: expect.objectContaining({ accountId: id, userId: 'user-7', missingScopes: [] }),
      },
    ]);
  });

  test('fewer scopes than asked still connect, and the missing ones are named', async () => {
    const scopes = 'user.info.basic,video.upload';

    const id = await connectCreator(api, await api.token(), { scopes });

    const status = await api.request('GET', '/api/platforms/tiktok/status', { token: await api.token() });
    expect(status.body).toMatchObject({
      connected: true,
      accounts: [
        {
          accountId: id,
          state: 'connected',
          scopes: ['user.info.basic', 'video.upload'],
          missingScopes: ['user.info.profile', 'video.publish'],
          username: null,
          displayName: 'Sim Creator',
          stateReason: expect.stringContaining('video.publish'),
        },
      ],
    });
  });

  test.each([
    { kind: 'answer', status: 500 } as const,
    { kind: 'html' } as const,
    { kind: 'rate-limit' } as const,
    { kind: 'cut-before' } as const,
  ])('without the profile ($kind) the account is connected all the same', async (action) => {
    api.simulator.control.addFault({ match: { path: userInfoPath }, action });

    const id = await connectCreator(api, await api.token());

    expect(await readAccount(api, id)).toMatchObject({ state: 'connected', displayName: null });
  });

  test('a creator who connects again keeps the id and gets new tokens under a new version', async () => {
    const id = await connectCreator(api, await api.token());
    const before = await revealAccessToken(api, id);
    await api.advance(3_600_000);

    const again = await connectCreator(api, await api.token());

    expect(again).toBe(id);
    expect(await countAccounts(api)).toBe(1);
    expect(await revealAccessToken(api, id)).not.toBe(before);
    expect(await readAccount(api, id)).toMatchObject({ tokenVersion: 2, connectedAt: api.now() });
    expect((await readAnnouncements(api, id)).map(({ type }) => type)).toEqual([
      'account.connected',
      'account.reconnected',
    ]);
  });

  test('without a profile this time, the one that is known stays', async () => {
    const id = await connectCreator(api, await api.token());
    api.simulator.control.addFault({ match: { path: userInfoPath }, action: { kind: 'html' } });

    await connectCreator(api, await api.token());

    expect(await readAccount(api, id)).toMatchObject({ username: 'simcreator' });
  });

  test('a user may have several accounts', async () => {
    const token = await api.token();

    const ids = [
      await connectCreator(api, token, { creator: 'simcreator' }),
      await connectCreator(api, token, { creator: 'quiet.garden' }),
    ];

    expect(new Set(ids).size).toBe(2);
    expect(await countAccounts(api)).toBe(2);
  });

  test('two tabs that connect the same creator at the same time end with one account', async () => {
    const browser = openBrowser(api);
    const token = await api.token();
    const pages = [await browser.begin(token), await browser.begin(token)];
    const targets = await Promise.all(pages.map((page) => browser.consent(page)));

    const ends = await Promise.all(targets.map(async (target) => locationOf(await browser.comeBack(target))));

    expect(new Set(ends.map(accountIdOf)).size).toBe(1);
    expect(await countAccounts(api)).toBe(1);
  });
});
