import { describe, expect, test } from '@jest/globals';
import { waitFor } from '../../support/wait-for.ts';
import { account, answersOf, list, post } from './widget-data.ts';
import { timeoutMs, tokenFor, withCrm } from './widget-page.ts';

const tag = '<creator-connect-widget></creator-connect-widget>';
const calm = list([post()]);
const good = answersOf([account()], calm);

describe('the widget of a CRM that changes its user', () => {
  test(
    'never shows one user what another saw before',
    () => {
      const ada = tokenFor('ada');
      return withCrm(
        () => ({ body: `<creator-connect-widget token="${ada}"></creator-connect-widget>` }),
        {
          '/api/platforms/tiktok/status': ({ headers }) =>
            headers.authorization === `Bearer ${ada}` ? { connected: true, accounts: [account()] } : 'cut',
          '/api/tiktok/posts': ({ headers }) => (headers.authorization === `Bearer ${ada}` ? calm : 'cut'),
        },
        async ({ page }) => {
          await page.getByText('Lina Moreau').waitFor();
          await page.evaluate(
            (token) => document.querySelector('creator-connect-widget')?.setAttribute('token', token),
            tokenFor('grace'),
          );
          await page.getByText('Lina Moreau').waitFor({ state: 'detached' });
          await page.getByRole('alert').getByText('cannot be reached').waitFor();

          expect(await page.getByText('A walk through').count()).toBe(0);
        },
      );
    },
    timeoutMs,
  );

  test.each([
    ['another function', (next: string) => `widget.getToken = ${next}`],
    ['another user', (next: string) => `ask = ${next}; widget.setAttribute('user', 'grace')`],
    [
      'another token',
      () => `widget.getToken = undefined; widget.setAttribute('token', '${tokenFor('grace')}')`,
    ],
  ])(
    'shows nothing of the one before, from the moment of %s',
    (_what, changeTo) =>
      withCrm(
        () => ({
          body: tag,
          script: `
            const widget = document.querySelector('creator-connect-widget');
            let ask = async () => '${tokenFor('ada')}';
            widget.getToken = () => ask();`,
        }),
        good,
        async ({ page }) => {
          await page.getByText('Lina Moreau').waitFor();
          const shown = await page.evaluate(
            `${changeTo('() => new Promise(() => undefined)')};
             new Promise((resolve) => setTimeout(() => resolve(widget.shadowRoot.textContent)))`,
          );

          expect(shown).not.toMatch(/Lina|walk/);
          expect(shown).toContain('Looking up your accounts');
        },
      ),
    timeoutMs,
  );

  test(
    'is another person’s as soon as the token is: by a look-up that is told to ask anew',
    () => {
      const [ada, grace] = [tokenFor('ada'), tokenFor('grace')];
      const comes: (() => void)[] = [];
      return withCrm(
        () => ({
          body: tag,
          script: `
            const tokens = ['${ada}', '${grace}'];
            document.querySelector('creator-connect-widget').getToken = async () => tokens.shift();`,
        }),
        {
          '/api/platforms/tiktok/status': async ({ headers }) => {
            if (headers.authorization === `Bearer ${ada}`) return { connected: true, accounts: [account()] };
            await new Promise<void>((resolve) => comes.push(resolve));
            return { connected: true, accounts: [account({ displayName: 'Of Grace' })] };
          },
          '/api/tiktok/posts': ({ headers }) =>
            headers.authorization === `Bearer ${ada}` ? calm : list([post({ title: 'Her own' })]),
        },
        async ({ page, tokens }) => {
          await page.getByText('Lina Moreau').waitFor();
          await page.evaluate('document.querySelector("creator-connect-widget").refresh()');
          await waitFor('the new token to be used', async () => comes.length > 0);
          const meanwhile = await page.locator('section.card').textContent();
          for (const come of comes) come();
          await page.getByText('Of Grace').waitFor();
          const leads = page.waitForRequest((request) => request.isNavigationRequest());
          await page.getByRole('link', { name: 'New post' }).click();
          const opened = new URL((await leads).url());
          await page.waitForURL(/upload/);
          const { hash } = new URL(page.url());

          expect(meanwhile).not.toMatch(/Lina|walk/);
          expect(opened.pathname).toBe('/platforms/tiktok/upload');
          expect(new URLSearchParams(hash.slice(1)).get('token')).toBe(grace);
          expect([...new Set(tokens)]).toEqual([ada, grace]);
        },
      );
    },
    timeoutMs,
  );
});
