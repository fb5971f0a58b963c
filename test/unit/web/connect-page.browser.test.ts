import { describe, expect, test } from '@jest/globals';
import { type Code, origin, timeoutMs, withPage } from './built-site.ts';
import { createToken } from './token.ts';

const page = `${origin}/platforms/connect/tiktok`;

const account = (differing: object = {}) => ({
  accountId: 'account-1',
  displayName: '<img src=x onerror=alert(1)>',
  username: 'lina',
  avatarUrl: 'javascript:alert(1)',
  scopes: [],
  missingScopes: [],
  state: 'connected',
  stateReason: 'The account is connected.',
  connectedAt: '2026-02-03T10:00:00.000Z',
  ...differing,
});

const nowSeconds = Math.floor(Date.now() / 1000);
const token = createToken({ sub: 'user-1', scope: 'connect read', iat: nowSeconds, exp: nowSeconds + 900 });
const link = `#${new URLSearchParams({ token, returnTo: 'https://crm.example.com/settings' })}`;

describe('the connect page in a browser', () => {
  test(
    'takes the session out of the address, tells the result once, and shows what the API says as text',
    () =>
      withPage(
        `${page}?tiktok=connected&accountId=account-1${link}`,
        { '/api/platforms/tiktok/status': () => ({ connected: true, accounts: [account()] }) },
        async (opened, _asked, faults) => {
          await opened.getByRole('status').getByText('is connected.').waitFor();
          expect(opened.url()).toBe(page);

          await opened.reload();
          await opened.getByRole('heading', { name: '<img src=x' }).waitFor();

          expect(await opened.getByRole('status').textContent()).toBe('');
          expect(await opened.locator('img').count()).toBe(0);
          expect(faults).toEqual([]);
        },
      ),
    timeoutMs,
  );

  test(
    'disconnects by keyboard after asking, and says so',
    () => {
      let state = 'connected';
      return withPage(
        page + link,
        {
          '/api/platforms/tiktok/status': () => ({
            connected: true,
            accounts: [account({ displayName: 'Lina', state })],
          }),
          '/api/platforms/tiktok/disconnect': () => {
            state = 'disconnected';
            return { accountId: 'account-1', state, revokedAtPlatform: true, detail: '' };
          },
        },
        async (opened, asked) => {
          await opened.getByRole('button', { name: 'Disconnect (Lina)' }).focus();
          await opened.keyboard.press('Enter');
          await opened.getByRole('dialog', { name: 'Disconnect Lina?' }).waitFor();
          await opened.keyboard.press('Escape');
          await opened.getByRole('dialog').waitFor({ state: 'detached' });
          const afterEscape = asked.length;

          await opened.keyboard.press('Enter');
          await opened.keyboard.press('Tab');
          await opened.keyboard.press('Enter');
          await opened.getByRole('status').getByText('Lina is disconnected').waitFor();

          expect(afterEscape).toBe(1);
          expect(asked[1]).toBe('POST /api/platforms/tiktok/disconnect {"accountId":"account-1"}');
          expect(await opened.getByRole('button', { name: 'Connect again (Lina)' }).count()).toBe(1);
        },
      );
    },
    timeoutMs,
  );

  test(
    'goes to TikTok with the return address of its session, and is itself again afterwards',
    () =>
      withPage(
        page + link,
        {
          '/api/platforms/tiktok/status': () => ({ connected: false, accounts: [] }),
          '/api/auth/tiktok': () => ({ authorizationUrl: 'https://www.tiktok.com/x', expiresAt: '' }),
        },
        async (opened, asked) => {
          await opened.getByRole('button', { name: 'Connect a TikTok account' }).click();
          await opened.waitForURL('https://www.tiktok.com/x');
          await opened.goto(`${page}?tiktok=error&code=authorization_denied`);
          await opened.getByRole('status').getByText('TikTok was not allowed').waitFor();

          expect(asked).toContain('GET /api/auth/tiktok?returnTo=https%3A%2F%2Fcrm.example.com%2Fsettings');
          expect(
            await opened.getByRole('link', { name: 'Back to crm.example.com' }).getAttribute('href'),
          ).toBe('https://crm.example.com/settings');
        },
      ),
    timeoutMs,
  );

  test(
    'stays where it is when the address to go to is none of the web',
    () =>
      withPage(
        page + link,
        {
          '/api/platforms/tiktok/status': () => ({ connected: false, accounts: [] }),
          '/api/auth/tiktok': () => ({ authorizationUrl: 'javascript:alert(1)', expiresAt: '' }),
        },
        async (opened) => {
          await opened.getByRole('button', { name: 'Connect a TikTok account' }).click();
          await opened.getByRole('status').getByText('TikTok could not be opened').waitFor();

          expect(opened.url()).toBe(page);
        },
      ),
    timeoutMs,
  );

  test(
    'says without a session where to get one, and asks the API nothing',
    () =>
      withPage(page, {}, async (opened, asked) => {
        await opened.getByRole('heading', { name: 'This page needs a link from your CRM' }).waitFor();

        expect(asked).toEqual([]);
      }),
    timeoutMs,
  );

  test.each(['?tiktok=connected&accountId=anything', '?tiktok=error&code=authorization_denied'])(
    'believes no result that came without a session, and takes it out of the address: %s',
    (query) =>
      withPage(page + query, {}, async (opened, asked) => {
        await opened.getByRole('heading', { name: 'This page needs a link from your CRM' }).waitFor();

        expect(await opened.getByRole('status').textContent()).toBe('');
        expect(opened.url()).toBe(page);
        expect(asked).toEqual([]);
      }),
    timeoutMs,
  );

  test(
    'claims no success for an account that the API does not list',
    () =>
      withPage(
        `${page}?tiktok=connected&accountId=anything${link}`,
        { '/api/platforms/tiktok/status': () => ({ connected: true, accounts: [account()] }) },
        async (opened) => {
          await opened.getByRole('status').getByText('We cannot confirm').waitFor();

          expect(await opened.getByRole('status').textContent()).not.toContain('is connected.');
          expect(opened.url()).toBe(page);
        },
      ),
    timeoutMs,
  );

  test(
    'tells a success once the list can be had, when it could not at first',
    () => {
      const answers: (object | Code)[] = ['database_unavailable', { accounts: [account()] }];
      return withPage(
        `${page}?tiktok=connected&accountId=account-1${link}`,
        { '/api/platforms/tiktok/status': () => answers.shift() ?? {} },
        async (opened) => {
          const again = opened.getByRole('button', { name: 'Try again' });
          await again.waitFor();
          const toldBefore = await opened.getByRole('status').textContent();

          await again.click();
          await opened.getByRole('status').getByText('is connected.').waitFor();

          expect(toldBefore).toBe('');
        },
      );
    },
    timeoutMs,
  );

  test(
    'explains a refused return address in words of its own, with the request id',
    () =>
      withPage(
        page + link,
        {
          '/api/platforms/tiktok/status': () => ({ connected: false, accounts: [] }),
          '/api/auth/tiktok': () => 'return_to_not_allowed',
        },
        async (opened) => {
          await opened.getByRole('button', { name: 'Connect a TikTok account' }).click();
          await opened.getByRole('status').getByText('Your CRM wants you back').waitFor();

          const told = await opened.getByRole('status').textContent();
          expect(told).toContain('Request id: req-7');
          expect(told).not.toContain('technical');
        },
      ),
    timeoutMs,
  );

  test(
    'says why the session ended and tells nothing of the result that the link brought, when the API refuses the token',
    () =>
      withPage(
        `${page}?tiktok=connected&accountId=account-1${link}`,
        { '/api/platforms/tiktok/status': () => 'token_expired' },
        async (opened) => {
          await opened.getByRole('heading', { name: 'Your session has ended' }).waitFor();

          const shown = await opened.getByRole('main').textContent();
          expect(shown).toContain('The link that you came with has expired.');
          expect(shown).toContain('Request id: req-7');
          expect(await opened.getByRole('status').textContent()).toBe('');
        },
      ),
    timeoutMs,
  );
});
