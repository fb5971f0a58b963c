import { describe, expect, test } from '@jest/globals';
import { readClaims } from '../../../web/session/read-claims.ts';
import { account, answersOf, list, post } from './widget-data.ts';
import { timeoutMs, tokenFor, withCrm } from './widget-page.ts';

const token = tokenFor('ada');
const posts = list([post()]);
const good = answersOf([account()], posts);
const widget = (attributes = '', own = token) =>
  `<creator-connect-widget token="${own}" ${attributes}></creator-connect-widget>`;

/** Opens nothing, and keeps what would have been opened. */
const ownWay = `
  window.opened = [];
  addEventListener('creator-connect-open', (event) => {
    event.preventDefault();
    window.opened.push(event.detail);
  });`;

describe('the links of the widget', () => {
  test(
    'open the hosted pages with the session in the fragment and the way back, and hold no token before',
    () =>
      withCrm(
        () => ({ body: widget() }),
        good,
        async ({ page, site, crm }) => {
          const link = page.getByRole('link', { name: 'Connect an account' });
          const before = await link.getAttribute('href');
          const leads = page.waitForRequest((request) => request.isNavigationRequest());
          await link.press('Enter');
          await leads;
          await page.waitForURL(/platforms/);
          const { origin, pathname, hash } = new URL(page.url());

          expect(before).toBe(`${site}/platforms/connect/tiktok`);
          expect([origin, pathname]).toEqual([site, '/platforms/connect/tiktok']);
          expect(Object.fromEntries(new URLSearchParams(hash.slice(1)))).toEqual({
            token,
            returnTo: `${crm}/dashboard?view=week`,
          });
        },
      ),
    timeoutMs,
  );

  test(
    'can be opened by the CRM in its own way, which an event tells of',
    () =>
      withCrm(
        () => ({ body: widget('return-to="/settings"'), script: ownWay }),
        good,
        async ({ page, site, crm }) => {
          await page.getByRole('link', { name: 'New post' }).click();
          await page.getByRole('link', { name: 'A walk through the old town', exact: true }).click();
          await page.waitForFunction('window.opened.length === 2');
          const fragment = new URLSearchParams({ token, returnTo: `${crm}/settings` });

          expect(await page.evaluate('window.opened')).toEqual([
            { page: 'upload', url: `${site}/platforms/tiktok/upload#${fragment}` },
            {
              page: 'upload',
              postId: 'post-1',
              url: `${site}/platforms/tiktok/upload?postId=post-1#${fragment}`,
            },
          ]);
          expect(page.url()).toBe(`${crm}/dashboard?view=week#part`);
          expect(
            await page.evaluate(
              () => document.querySelector('creator-connect-widget')?.shadowRoot?.innerHTML,
            ),
          ).not.toContain(token);
        },
      ),
    timeoutMs,
  );

  test.each([
    ['the attribute', 'open-in="tab"', [] as const],
    ['a key held', '', ['ControlOrMeta'] as const],
  ])(
    'open a tab that cannot reach back, by %s',
    (_way, attributes, modifiers) =>
      withCrm(
        () => ({ body: widget(attributes) }),
        good,
        async ({ page, crm }) => {
          const isOpened = page.context().waitForEvent('page');
          await page.getByRole('link', { name: 'New post' }).click({ modifiers: [...modifiers] });
          const tab = await isOpened;
          await tab.waitForURL(/platforms\/tiktok\/upload#token=/);

          expect(await tab.evaluate(() => window.opener === null)).toBe(true);
          expect(page.url()).toContain(crm);
        },
      ),
    timeoutMs,
  );

  test.each([
    ['is led to the page with the newest token', 'ada', true],
    ['closes again when the token turns out to be another person’s', 'grace', false],
  ])(
    'open a tab in the moment of the press where the token is yet to come, which %s',
    (_what, next, isLed) =>
      withCrm(
        () => ({
          body: '<creator-connect-widget open-in="tab"></creator-connect-widget>',
          script: `
            const tokens = ['${tokenFor('ada', 90)}', '${tokenFor(next, 901)}'];
            document.querySelector('creator-connect-widget').getToken = () =>
              tokens.length > 1 ? tokens.shift() : new Promise((resolve) => { window.give = () => resolve(tokens[0]); });`,
        }),
        good,
        async ({ page }) => {
          await page.getByText('Lina Moreau').waitFor();
          await page.clock.fastForward(61_000);
          await page.waitForFunction('window.give');
          const isOpened = page.context().waitForEvent('page');
          await page.getByRole('link', { name: 'New post' }).click();
          const tab = await isOpened;
          const atOnce = tab.url();
          const isClosed = new Promise((resolve) => tab.once('close', resolve));
          await page.evaluate('window.give()');
          if (!isLed) await isClosed;
          else await tab.waitForURL(/platforms\/tiktok\/upload#token=/);

          expect(atOnce).toBe('about:blank');
          expect(tab.isClosed()).toBe(!isLed);
          if (isLed) {
            const token = new URLSearchParams(new URL(tab.url()).hash.slice(1)).get('token') ?? '';
            expect(await tab.evaluate(() => window.opener === null)).toBe(true);
            expect(readClaims(token)).toMatchObject({ userId: next, lifetimeMs: 901_000 });
          }
        },
        { usesClock: true },
      ),
    timeoutMs,
  );

  test(
    'are offered as far as the session allows',
    () =>
      withCrm(
        () => ({ body: widget('', tokenFor('ada', 900, 'read')) }),
        answersOf([account({ state: 'revoked' })], posts),
        async ({ page }) => {
          await page.getByText('Needs you again').waitFor();

          expect(await page.getByRole('link').count()).toBe(0);
          expect(await page.getByText('A walk through the old town').count()).toBe(1);
        },
      ),
    timeoutMs,
  );

  test(
    'offer no post without an account to post with, and the way to connect again',
    () =>
      withCrm(
        () => ({ body: widget(), script: ownWay }),
        answersOf([account({ state: 'revoked', stateReason: 'The creator removed our access.' })], posts),
        async ({ page }) => {
          await page.getByRole('link', { name: 'Connect again (Lina Moreau)' }).click();
          await page.waitForFunction('window.opened.length === 1');

          expect(await page.evaluate('window.opened[0].page')).toBe('connect');
          expect(await page.getByText('The creator removed our access.').count()).toBe(1);
          expect(await page.getByRole('link', { name: 'New post' }).count()).toBe(0);
        },
      ),
    timeoutMs,
  );
});
