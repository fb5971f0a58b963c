import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { waitFor } from '../../support/wait-for.ts';
import { type ApiAnswer, focusOn, readTold, stayUrl, timeoutMs, toldOn, withPage } from './built-site.ts';
import {
  comeBack,
  connectPage,
  disconnecting,
  disconnectPath,
  listed,
  listing,
  sessionLink,
  startPath,
  statusPath,
} from './connect-world.ts';

const link = sessionLink();
const listCall = `GET ${statusPath}`;
const callsOf = (asked: readonly string[], call: string): number =>
  asked.filter((one) => one.startsWith(call)).length;

/** A click that nothing in the page can hold back, as a second press before the page has drawn the first. */
const pressTwice = (opened: Page, name: string): Promise<void> =>
  opened.getByRole('button', { name }).evaluate((button) => {
    if (!(button instanceof HTMLElement)) return;
    button.click();
    button.click();
  });

describe('connecting an account', () => {
  test(
    'asks once however often its button is pressed, and is offered again after coming back or when nothing opens',
    () =>
      withPage(
        connectPage + link,
        {
          [statusPath]: () => listing(),
          [startPath]: () => ({ authorizationUrl: stayUrl, expiresAt: '' }),
        },
        async (opened, asked) => {
          const name = 'Connect a TikTok account';
          await opened.getByRole('button', { name }).waitFor();

          await pressTwice(opened, name);
          await opened.getByRole('button', { name: 'Opening TikTok…' }).waitFor();
          await waitFor('the call', async () => callsOf(asked, `GET ${startPath}`) > 0);
          await opened.getByRole('button', { name: 'Opening TikTok…' }).click({ force: true });
          const whileOpening = callsOf(asked, `GET ${startPath}`);
          const listsBefore = callsOf(asked, listCall);
          await opened.clock.install();
          await comeBack(opened);
          await opened.getByRole('button', { name }).click();
          await waitFor('a second call', async () => callsOf(asked, `GET ${startPath}`) === 2);
          await waitFor('the button to be back', async () => {
            await opened.clock.runFor(1_000);
            return (await opened.getByRole('button', { name }).count()) === 1;
          });
          await opened.getByRole('button', { name }).click();
          await waitFor('a third call', async () => callsOf(asked, `GET ${startPath}`) === 3);

          expect(whileOpening).toBe(1);
          expect(listsBefore).toBe(1);
          await waitFor('the list to be asked for again', async () => callsOf(asked, listCall) === 2);
        },
      ),
    timeoutMs,
  );

  test(
    'leads back to this page when the CRM named no address',
    () =>
      withPage(
        connectPage + sessionLink('connect read', ''),
        {
          [statusPath]: () => listing(),
          [startPath]: () => ({ authorizationUrl: stayUrl, expiresAt: '' }),
        },
        async (opened, asked) => {
          await opened.getByRole('button', { name: 'Connect a TikTok account' }).click();

          await waitFor('the call', async () =>
            asked.includes(`GET ${startPath}?returnTo=%2Fplatforms%2Fconnect%2Ftiktok`),
          );
          expect(await opened.getByRole('link', { name: /Back to/ }).count()).toBe(0);
        },
      ),
    timeoutMs,
  );

  test(
    'says at once that nobody answers, and takes the next press',
    () => {
      const answers: ApiAnswer[] = [undefined, { authorizationUrl: stayUrl, expiresAt: '' }];
      return withPage(
        connectPage + link,
        { [statusPath]: () => listing(), [startPath]: () => answers.shift() },
        async (opened) => {
          const button = opened.getByRole('button', { name: 'Connect a TikTok account' });
          await button.click();
          await toldOn(opened).getByText('cannot be reached').waitFor();

          await button.click();
          await opened.getByRole('button', { name: 'Opening TikTok…' }).waitFor();

          expect(await readTold(opened)).toBe('');
        },
      );
    },
    timeoutMs,
  );

  test(
    'is offered again where something is missing or ends soon, and to nobody who may only look',
    () => {
      const soon = new Date(Date.now() + 29 * 86_400_000).toISOString();
      const accounts = [
        listed({ displayName: 'Whole' }),
        listed({ accountId: 'a2', displayName: 'Part', missingScopes: ['video.list'] }),
        listed({ accountId: 'a3', displayName: 'Ending', refreshExpiresAt: soon }),
        listed({ accountId: 'a4', displayName: 'Over', state: 'revoked', stateReason: 'Its time is over.' }),
      ];
      const answers = { [statusPath]: () => listing(...accounts) };
      const readButtons = (opened: Page) =>
        opened
          .locator('.accounts button')
          .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));
      const seen: unknown[] = [];

      return withPage(connectPage + link, answers, async (opened) => {
        await opened.getByRole('heading', { name: 'Whole' }).waitFor();
        seen.push(await readButtons(opened));
        const shown = await opened.getByRole('main').textContent();
        await opened.goto(connectPage + sessionLink('read publish'));
        await opened.getByText('see your accounts, not change them').waitFor();
        seen.push(await readButtons(opened));
        const href = await opened.getByRole('link', { name: 'Post to TikTok' }).getAttribute('href');

        expect(seen).toEqual([
          [
            'Disconnect (Whole)',
            'Connect again (Part)',
            'Disconnect (Part)',
            'Connect again (Ending)',
            'Disconnect (Ending)',
            'Connect again (Over)',
          ],
          [],
        ]);
        expect(shown).toContain('see your public videos');
        expect(shown).toContain('TikTok ends our access on');
        expect(shown).toContain('Its time is over.');
        expect(shown).not.toContain('Post to TikTok');
        expect(href).toBe('/platforms/tiktok/upload');
      });
    },
    timeoutMs,
  );
});

describe('disconnecting an account', () => {
  const open = async (opened: Page): Promise<void> => {
    await opened.getByRole('button', { name: 'Disconnect (Lina)' }).click();
    await opened.getByRole('alertdialog').waitFor();
  };
  const agree = (opened: Page): Promise<void> =>
    opened.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click();

  test(
    'tells in the dialog why it failed, and can be tried again there',
    () => {
      const world = disconnecting();
      const refusals: ApiAnswer[] = ['database_unavailable', undefined];
      return withPage(
        connectPage + link,
        {
          ...world,
          [disconnectPath]: () => (refusals.length > 0 ? refusals.shift() : world[disconnectPath]?.()),
        },
        async (opened, asked) => {
          await open(opened);
          await agree(opened);
          const alert = opened.getByRole('alertdialog').getByRole('alert');
          await alert.getByText('Our database does not answer').waitFor();
          const told = await alert.textContent();
          await agree(opened);
          await alert.getByText('cannot be reached').waitFor();
          await agree(opened);
          await toldOn(opened).getByText('Lina is disconnected').waitFor();

          expect(told).toContain('The account could not be disconnected');
          expect(told).toContain('A technical sentence.');
          expect(told).toContain('Request id: req-7');
          expect(callsOf(asked, `POST ${disconnectPath}`)).toBe(3);
        },
      );
    },
    timeoutMs,
  );

  test(
    'warns when TikTok did not confirm the end',
    () =>
      withPage(connectPage + link, disconnecting(false), async (opened) => {
        await open(opened);
        await agree(opened);

        await toldOn(opened).getByText('TikTok did not confirm the end of the access').waitFor();
      }),
    timeoutMs,
  );

  test(
    'can be called off until it is agreed to, and not after that',
    () => {
      let answer = (): void => undefined;
      const gate = new Promise<void>((resolve) => {
        answer = resolve;
      });
      const world = disconnecting();
      return withPage(
        connectPage + link,
        { ...world, [disconnectPath]: () => gate.then(world[disconnectPath]) },
        async (opened, asked) => {
          const dialog = opened.getByRole('alertdialog');
          await open(opened);
          await opened.getByRole('button', { name: 'Keep it connected' }).click();
          await dialog.waitFor({ state: 'detached' });
          await waitFor('the focus to be back', async () => (await focusOn(opened)) === 'Disconnect (Lina)');
          const before = callsOf(asked, 'POST');

          await open(opened);
          await agree(opened);
          await dialog.getByRole('button', { name: 'Disconnecting…' }).waitFor();
          await opened.keyboard.press('Escape');
          const stays = await dialog.isVisible();
          answer();
          await toldOn(opened).getByText('Lina is disconnected').waitFor();

          expect(before).toBe(0);
          expect(stays).toBe(true);
          expect(callsOf(asked, 'POST')).toBe(1);
        },
      );
    },
    timeoutMs,
  );

  test(
    'leaves the word to the end of the session, when that comes first',
    () =>
      withPage(
        connectPage + link,
        { [statusPath]: () => listing(listed()), [disconnectPath]: () => 'token_expired' },
        async (opened) => {
          await open(opened);
          await agree(opened);
          await opened.getByRole('heading', { name: 'Your session has ended' }).waitFor();

          expect(await opened.getByRole('alertdialog').count()).toBe(0);
          expect(await opened.getByRole('button', { name: 'Disconnect (Lina)' }).count()).toBe(0);
          expect(await opened.getByText('@lina').count()).toBe(1);
        },
      ),
    timeoutMs,
  );

  test(
    'is not asked of the next person, when the session ends over the question',
    () => {
      const lists: ApiAnswer[] = [listing(listed()), 'token_expired', listing(listed())];
      return withPage(connectPage + link, { [statusPath]: () => lists.shift() }, async (opened) => {
        await open(opened);
        await comeBack(opened);
        await opened.getByRole('heading', { name: 'Your session has ended' }).waitFor();
        const left = await opened.getByRole('alertdialog').count();
        await opened.evaluate(
          (hash) => {
            location.hash = hash;
          },
          sessionLink('connect read', undefined, 'user-2'),
        );
        await opened.getByRole('button', { name: 'Disconnect (Lina)' }).waitFor();

        expect(left).toBe(0);
        expect(await opened.getByRole('alertdialog').count()).toBe(0);
      });
    },
    timeoutMs,
  );
});
