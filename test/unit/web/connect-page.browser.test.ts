import { describe, expect, test } from '@jest/globals';
import { waitFor } from '../../support/wait-for.ts';
import { type ApiAnswer, focusOn, origin, readTold, timeoutMs, toldOn, withPage } from './built-site.ts';
import {
  connectPage,
  disconnecting,
  listed,
  listing,
  sessionLink,
  startPath,
  statusPath,
} from './connect-world.ts';

const hostile = () =>
  listed({ displayName: '<img src=x onerror=alert(1)>', avatarUrl: 'javascript:alert(1)' });
const link = sessionLink();

describe('the connect page in a browser', () => {
  test(
    'takes the session out of the address, tells the result once, and shows what the API says as text',
    () =>
      withPage(
        `${connectPage}?tiktok=connected&accountId=account-1${link}`,
        { [statusPath]: () => listing(hostile()) },
        async (opened, _asked, faults) => {
          await toldOn(opened).getByText('is connected.').waitFor();
          expect(opened.url()).toBe(connectPage);

          await opened.reload();
          await opened.getByRole('heading', { name: '<img src=x' }).waitFor();

          expect(await readTold(opened)).toBe('');
          expect(await opened.locator('img').count()).toBe(0);
          expect(faults).toEqual([]);
        },
      ),
    timeoutMs,
  );

  test(
    'disconnects by keyboard after asking, and says so',
    () =>
      withPage(connectPage + link, disconnecting(), async (opened, asked, faults) => {
        const dialog = opened.getByRole('alertdialog', { name: 'Disconnect Lina?' });
        await opened.getByRole('button', { name: 'Disconnect (Lina)' }).focus();
        await opened.keyboard.press('Enter');
        await dialog.waitFor();
        const said = await dialog.textContent();
        await opened.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });
        await waitFor('the focus to be back', async () => (await focusOn(opened)) === 'Disconnect (Lina)');
        const afterEscape = asked.length;

        await opened.keyboard.press('Enter');
        await dialog.waitFor();
        await waitFor('the focus to be inside', async () => (await focusOn(opened)) === 'Keep it connected');
        await opened.keyboard.press('Tab');
        const second = await focusOn(opened);
        await opened.keyboard.press('Tab');
        const third = await focusOn(opened);
        await opened.keyboard.press('Shift+Tab');
        await opened.keyboard.press('Enter');
        await toldOn(opened).getByText('Lina is disconnected').waitFor();
        await waitFor('the focus to leave', async () => (await focusOn(opened)) === 'Your TikTok accounts');

        for (const word of ['ended at TikTok', 'keys', 'Posts that still wait', 'Nothing that is on TikTok'])
          expect(said).toContain(word);
        expect([second, third]).toEqual(['Disconnect', 'Keep it connected']);
        expect(afterEscape).toBe(1);
        expect(asked[1]).toBe('POST /api/platforms/tiktok/disconnect {"accountId":"account-1"}');
        expect(await opened.getByRole('button', { name: 'Connect again (Lina)' }).count()).toBe(1);
        expect(faults).toEqual([]);
      }),
    timeoutMs,
  );

  test(
    'goes to TikTok with the return address of its session, and is itself again afterwards',
    () =>
      withPage(
        connectPage + link,
        {
          [statusPath]: () => listing(),
          [startPath]: () => ({ authorizationUrl: 'https://www.tiktok.com/x', expiresAt: '' }),
        },
        async (opened, asked) => {
          await opened.getByRole('button', { name: 'Connect a TikTok account' }).click();
          await opened.waitForURL('https://www.tiktok.com/x');
          await opened.goto(`${connectPage}?tiktok=error&code=authorization_denied`);
          await toldOn(opened).getByText('TikTok was not allowed').waitFor();

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
        connectPage + link,
        {
          [statusPath]: () => listing(),
          [startPath]: () => ({ authorizationUrl: 'javascript:alert(1)', expiresAt: '' }),
        },
        async (opened) => {
          await opened.getByRole('button', { name: 'Connect a TikTok account' }).click();
          await toldOn(opened).getByText('TikTok could not be opened').waitFor();

          expect(opened.url()).toBe(connectPage);
        },
      ),
    timeoutMs,
  );

  test(
    'says without a session where to get one, and asks the API nothing',
    () =>
      withPage(connectPage, {}, async (opened, asked) => {
        await opened.getByRole('heading', { name: 'This page needs a link from your CRM' }).waitFor();

        expect(asked).toEqual([]);
      }),
    timeoutMs,
  );

  test.each(['?tiktok=connected&accountId=anything', '?tiktok=error&code=authorization_denied'])(
    'believes no result that came without a session, and takes it out of the address: %s',
    (query) =>
      withPage(connectPage + query, {}, async (opened, asked) => {
        await opened.getByRole('heading', { name: 'This page needs a link from your CRM' }).waitFor();

        expect(await readTold(opened)).toBe('');
        expect(opened.url()).toBe(connectPage);
        expect(asked).toEqual([]);
      }),
    timeoutMs,
  );

  test(
    'claims no success for an account that the API does not list',
    () =>
      withPage(
        `${connectPage}?tiktok=connected&accountId=anything${link}`,
        { [statusPath]: () => listing(hostile()) },
        async (opened) => {
          await toldOn(opened).getByText('We cannot confirm').waitFor();

          expect(await readTold(opened)).not.toContain('is connected.');
          expect(opened.url()).toBe(connectPage);
        },
      ),
    timeoutMs,
  );

  test(
    'tells a success once the list can be had, when it could not at first',
    () => {
      const answers: ApiAnswer[] = ['internal_error', { accounts: [hostile()] }];
      return withPage(
        `${connectPage}?tiktok=connected&accountId=account-1${link}`,
        { [statusPath]: () => answers.shift() ?? {} },
        async (opened) => {
          const again = opened.getByRole('button', { name: 'Try again' });
          await again.waitFor();
          const toldBefore = await readTold(opened);

          await again.click();
          await toldOn(opened).getByText('is connected.').waitFor();
          await waitFor('the focus', async () => (await focusOn(opened)) === 'Your TikTok accounts');

          expect(toldBefore).toBe('');
        },
      );
    },
    timeoutMs,
  );

  test(
    'explains a refused return address in words of its own, then in those of the API, with the request id',
    () =>
      withPage(
        connectPage + link,
        {
          [statusPath]: () => listing(),
          [startPath]: () => 'return_to_not_allowed',
        },
        async (opened) => {
          await opened.getByRole('button', { name: 'Connect a TikTok account' }).click();
          await toldOn(opened).getByText('Your CRM wants you back').waitFor();

          const told = await readTold(opened);
          expect(told).toContain('A technical sentence.');
          expect(told).toContain('Request id: req-7');
        },
      ),
    timeoutMs,
  );

  test(
    'leads to no place of the link that the API does not allow, and signs in without it',
    () =>
      withPage(
        connectPage + sessionLink('connect read', 'https://evil.example/login'),
        {
          [statusPath]: () => listing(),
          [startPath]: () => ({ authorizationUrl: 'https://www.tiktok.com/x', expiresAt: '' }),
        },
        async (opened, asked) => {
          const button = opened.getByRole('button', { name: 'Connect a TikTok account' });
          await button.waitFor();
          const links = await opened.getByRole('link').allTextContents();
          await button.click();
          await opened.waitForURL('https://www.tiktok.com/x');

          expect(links).toEqual([]);
          expect(asked).toContain('GET /api/auth/tiktok?returnTo=%2Fplatforms%2Fconnect%2Ftiktok');
        },
      ),
    timeoutMs,
  );

  test(
    'asks for the accounts once, as the upload page does, though the way back needs their answer as well',
    () =>
      withPage(connectPage + link, { [statusPath]: () => listing() }, async (opened, asked) => {
        const back = opened.getByRole('link', { name: 'Back to crm.example.com' });
        const calls: number[] = [];
        await back.waitFor();
        for (const address of [connectPage, `${origin}/platforms/tiktok/upload`]) {
          asked.length = 0;
          await opened.goto(address);
          await back.waitFor();
          calls.push(asked.filter((one) => one === `GET ${statusPath}`).length);
        }

        expect(calls).toEqual([1, 1]);
      }),
    timeoutMs,
  );

  test(
    'says why the session ended and tells nothing of the result that the link brought, when the API refuses the token',
    () =>
      withPage(
        `${connectPage}?tiktok=connected&accountId=account-1${link}`,
        { [statusPath]: () => 'token_expired' },
        async (opened) => {
          await opened.getByRole('heading', { name: 'Your session has ended' }).waitFor();

          const shown = await opened.getByRole('main').textContent();
          expect(shown).toContain('this one has expired.');
          expect(shown).not.toContain('A technical sentence.');
          expect(shown).toContain('Request id: req-7');
          expect(await readTold(opened)).toBe('');
        },
      ),
    timeoutMs,
  );
});
