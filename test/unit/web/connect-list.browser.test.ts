import { describe, expect, test } from '@jest/globals';
import { waitFor } from '../../support/wait-for.ts';
import { type ApiAnswer, focusOn, origin, readTold, timeoutMs, toldOn, withPage } from './built-site.ts';
import { comeBack, connectPage, listed, listing, sessionLink, statusPath } from './connect-world.ts';

const link = sessionLink();

describe('the list of accounts', () => {
  test(
    'stays when it cannot be brought up to date, with the reason, and is mended by another try',
    () => {
      const lists: ApiAnswer[] = [
        listing(listed()),
        'internal_error',
        listing(listed({ displayName: 'Lina 2' })),
      ];
      return withPage(connectPage + link, { [statusPath]: () => lists.shift() }, async (opened) => {
        await opened.getByRole('heading', { name: 'Lina' }).waitFor();
        await comeBack(opened);
        await opened.getByText('could not be brought up to date').waitFor();
        const told = await opened.locator('.stale').textContent();
        const kept = await opened.getByRole('heading', { name: 'Lina' }).count();
        await opened.getByRole('button', { name: 'Try again' }).click();
        await opened.getByRole('heading', { name: 'Lina 2' }).waitFor();
        await waitFor('the focus', async () => (await focusOn(opened)) === 'Your TikTok accounts');

        expect(told).toContain('Request id: req-7');
        expect(kept).toBe(1);
        expect(await opened.locator('.stale').textContent()).toBe('');
      });
    },
    timeoutMs,
  );

  test(
    'is brought up to date when somebody looks at the page again after a while',
    () => {
      const lists: ApiAnswer[] = [listing(listed()), listing(listed({ state: 'disconnected' }))];
      return withPage(connectPage + link, { [statusPath]: () => lists.shift() }, async (opened, asked) => {
        await opened.getByRole('button', { name: 'Disconnect (Lina)' }).waitFor();
        await opened.clock.setFixedTime(Date.now() + 60_000);
        await opened.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));

        await opened.getByText('The account was disconnected here').waitFor();

        expect(asked.length).toBe(2);
      });
    },
    timeoutMs,
  );

  test(
    'says at the first call that gets no answer that there is no connection, and comes by itself when it is back',
    () => {
      let isOnline = false;
      return withPage(
        connectPage + link,
        { [statusPath]: () => (isOnline ? listing(listed()) : undefined) },
        async (opened, asked) => {
          await opened.getByRole('heading', { name: 'No connection' }).waitFor();
          const calls = asked.length;
          await opened.context().setOffline(true);
          isOnline = true;
          await opened.context().setOffline(false);

          await opened.getByRole('heading', { name: 'Lina' }).waitFor();
          expect(calls).toBe(1);
        },
      );
    },
    timeoutMs,
  );

  test(
    'shows an initial for a picture that has expired',
    () => {
      const avatarUrl = 'https://pictures.example.com/expired.jpg';
      return withPage(
        connectPage + link,
        { [statusPath]: () => listing(listed({ avatarUrl })) },
        async (opened) => {
          await opened.locator('span.avatar').getByText('L', { exact: true }).waitFor();

          expect(await opened.locator('img').count()).toBe(0);
        },
      );
    },
    timeoutMs,
  );

  test(
    'of another person, whose link is opened in the same tab, shows nothing of the first, and says so once',
    () => {
      const lists: ApiAnswer[] = [listing(listed())];
      return withPage(
        `${connectPage}?tiktok=connected&accountId=account-1${link}`,
        { [statusPath]: () => lists.shift() ?? new Promise<never>(() => undefined) },
        async (opened) => {
          await toldOn(opened).getByText('Lina is connected').waitFor();
          const other = sessionLink('connect read', undefined, 'user-2');
          await opened.evaluate((hash) => {
            location.hash = hash;
          }, other);
          await opened.locator('.loading').waitFor();
          await opened.getByRole('status').getByText('This link belongs to another user.').waitFor();

          expect(await opened.getByText('Lina').count()).toBe(0);
          expect(await readTold(opened)).toBe('');
          expect(opened.url()).toBe(connectPage);

          await opened.reload();
          await opened.locator('.loading').waitFor();
          const toldAgain = await opened.getByText('another user').count();
          await opened.goto(
            `${origin}/platforms/tiktok/upload${sessionLink('read publish', undefined, 'user-3')}`,
          );
          await opened.getByRole('status').getByText('This link belongs to another user.').waitFor();

          expect(toldAgain).toBe(0);
        },
      );
    },
    timeoutMs,
  );

  test(
    'stays as it is when a link is opened in the same tab that was cut off in copying',
    () =>
      withPage(connectPage + link, { [statusPath]: () => listing(listed()) }, async (opened, asked) => {
        await opened.getByRole('heading', { name: 'Lina' }).waitFor();
        await opened.evaluate(() => {
          location.hash = '#token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.c2';
        });
        await waitFor('the address to be clean', async () => opened.url() === connectPage);

        expect(await opened.getByRole('heading', { name: 'Lina' }).count()).toBe(1);
        expect(await opened.getByText('another user').count()).toBe(0);
        expect(asked.length).toBe(1);
      }),
    timeoutMs,
  );

  test(
    'is not made up from an answer that is none of the API',
    () =>
      withPage(connectPage + link, { [statusPath]: () => ({}) }, async (opened, _asked, faults) => {
        await opened.getByRole('heading', { name: 'Your accounts could not be loaded' }).waitFor();

        expect(await opened.getByText('no answer that we understand').count()).toBe(1);
        expect(faults).toEqual([]);
      }),
    timeoutMs,
  );

  test(
    'writes a name as it is, whatever the catalogue could make of it',
    () => {
      const displayName = '$t(heading) {{name}} <b>&amp;</b>';
      return withPage(
        `${connectPage}?tiktok=connected&accountId=account-1${link}`,
        { [statusPath]: () => listing(listed({ displayName })) },
        async (opened) => {
          await toldOn(opened).getByText('is connected').waitFor();

          expect(await readTold(opened)).toBe(`${displayName} is connected.`);
          expect(await opened.getByRole('button', { name: `Disconnect (${displayName})` }).count()).toBe(1);
        },
      );
    },
    timeoutMs,
  );
});
