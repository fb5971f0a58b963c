import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { expectAccessible, expectAccessibleInBothSchemes } from '../../support/axe.ts';
import { account, answersOf, fivePosts, list, post } from './widget-data.ts';
import { type Answers, timeoutMs, tokenFor, withCrm } from './widget-page.ts';

const token = tokenFor('ada');
const dashboard = (attributes = '', own = token) => ({
  body: `<creator-connect-widget token="${own}" ${attributes}></creator-connect-widget>`,
  script: `window.errors = [];
    addEventListener('creator-connect-error', ({ detail }) => window.errors.push(detail));`,
  style: 'body{margin:1rem}',
});
const calm = list([post()]);
const failing = (code = 'database_unavailable', status = 503) => ({
  status,
  json: { code, detail: 'A technical sentence.', requestId: 'req-7', status },
});
const errorsOf = (page: Page) => page.evaluate('window.errors.map(({ code }) => code)');

/** Each state, its answers, and what shows that it is there. */
const states: readonly (readonly [string, Answers, string])[] = [
  ['full', answersOf([account()], list(fivePosts, { published: 128 })), 'Lina Moreau'],
  ['no-account', answersOf([], list([])), 'No TikTok account yet'],
  ['no-post', answersOf([account()], list([])), 'Nothing has been posted yet.'],
  [
    'attention',
    answersOf(
      [
        account(),
        account({
          accountId: 'account-2',
          displayName: 'Studio Nord',
          username: 'studionord',
          state: 'reauth_required',
          stateReason: 'TikTok ended the access. Connect it again to use it.',
        }),
        account({
          accountId: 'account-3',
          displayName: null,
          missingScopes: ['video.publish'],
          quota: {
            ...account().quota,
            pendingDrafts: { used: 5, limit: 5, freeAt: new Date(Date.now() + 3_600_000).toISOString() },
            dailyPosts: { reached: true, until: new Date(Date.now() + 7_200_000).toISOString() },
          },
        }),
      ],
      list([
        post({
          status: 'failed',
          failure: {
            code: 'spam_risk',
            logId: null,
            sentence: 'TikTok refused it as spam.',
            advice: 'none',
          },
        }),
        post({ postId: 'p2', accountId: 'account-2', status: 'queued' }),
      ]),
    ),
    'Needs you again',
  ],
];

describe('the states of the widget', () => {
  test.each(states)(
    'are accessible, in light and in dark: %s',
    (name, answers, text) =>
      withCrm(
        () => ({ ...dashboard(), style: ':root{color-scheme:light dark}body{margin:1rem}' }),
        answers,
        async ({ page, faults }) => {
          await page.getByText(text).first().waitFor();

          await expectAccessibleInBothSchemes(page, `widget-${name}`);
          const isDark = await page.evaluate(
            () =>
              document
                .querySelector('creator-connect-widget')
                ?.shadowRoot?.querySelector('[data-theme=dark]') !== null,
          );

          expect(isDark).toBe(true);
          expect(faults).toEqual([]);
        },
        { viewport: { width: 480, height: 720 }, reducedMotion: 'reduce' },
      ),
    timeoutMs,
  );

  test(
    'keep the places while it loads, so that nothing on the page moves when data arrives',
    () => {
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const held = (body: object, laterMs: number) => async () => {
        await released;
        await setTimeout(laterMs);
        return body;
      };
      return withCrm(
        () => ({
          ...dashboard(),
          body: `${dashboard().body}<p>Below it</p>`,
          // As the README has it: keeps the place of the element until its script is there.
          style: 'creator-connect-widget:not(:defined){display:block;block-size:35.4em}',
          script: `window.shift = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) window.shift += entry.value;
            }).observe({ type: 'layout-shift', buffered: true });`,
        }),
        {
          '/api/platforms/tiktok/status': held(
            {
              connected: true,
              accounts: [account(), account({ accountId: 'account-2', state: 'revoked' })],
            },
            150,
          ),
          '/api/tiktok/posts': held(list(fivePosts, { published: 128 }), 0),
        },
        async ({ page }) => {
          await page.locator('.wait').first().waitFor();
          await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(0))));
          await expectAccessible(page, 'widget-loading');
          const below = await page.getByText('Below it').boundingBox();
          release();
          await page.getByText('Lina Moreau').first().waitFor();
          await page.evaluate(
            () =>
              new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(0)))),
          );

          expect(await page.getByText('Below it').boundingBox()).toEqual(below);
          expect(await page.evaluate('window.shift')).toBe(0);
        },
        { viewport: { width: 480, height: 720 } },
      );
    },
    timeoutMs,
  );

  test(
    'tell of a failure once, with its sentence and the request id, try again by themselves, and when told to',
    () =>
      withCrm(
        () => dashboard(),
        {
          '/api/platforms/tiktok/status': () => failing('account_locked', 409),
          '/api/tiktok/posts': () => failing('account_locked', 409),
        },
        async ({ page, answer }) => {
          const alert = page.getByRole('alert').filter({ hasText: 'This could not be loaded' });
          await alert.waitFor();
          await expectAccessible(page, 'widget-error');
          expect(await alert.textContent()).toContain('A technical sentence.');
          expect(await alert.textContent()).toContain('Request id: req-7');
          expect(await page.evaluate('window.errors')).toEqual([
            { code: 'account_locked', message: 'A technical sentence.', status: 409, requestId: 'req-7' },
          ]);

          const isTriedAgain = page.waitForResponse(/posts/);
          await page.clock.fastForward(31_000);
          await isTriedAgain;
          await page.evaluate(() => new Promise((resolve) => queueMicrotask(() => resolve(0))));
          expect(await alert.count()).toBe(1);
          expect(await page.locator('.wait').count()).toBe(0);
          expect(await errorsOf(page)).toEqual(['account_locked']);

          answer(answersOf([account()], calm));
          await page.getByRole('button', { name: 'Try again' }).press('Enter');
          await page.getByText('Lina Moreau').waitFor();

          expect(
            await page.evaluate(
              () => document.querySelector('creator-connect-widget')?.shadowRoot?.activeElement?.tagName,
            ),
          ).toBe('H2');
        },
        { usesClock: true },
      ),
    timeoutMs,
  );

  test.each([
    ['accounts', '/api/platforms/tiktok/status', 'The accounts could not be loaded', 'A walk through'],
    ['posts', '/api/tiktok/posts', 'The posts could not be loaded', 'Lina Moreau'],
  ])(
    'show what is there when the %s fail',
    (name, path, told, shown) =>
      withCrm(
        () => dashboard(),
        { ...answersOf([account()], calm), [path]: () => failing('internal_error', 500) },
        async ({ page }) => {
          await page.getByText(told).waitFor();
          await page.getByText(shown).waitFor();

          await expectAccessible(page, `widget-partial-${name}`);
          expect(await errorsOf(page)).toEqual(['internal_error']);
        },
      ),
    timeoutMs,
  );

  test(
    'keep what is there when it cannot be brought up to date, and say so',
    () =>
      withCrm(
        () => dashboard(),
        answersOf([account()], calm),
        async ({ page, answer }) => {
          await page.getByText('Lina Moreau').waitFor();
          answer({});
          await page.clock.runFor(40_000);
          await page.getByRole('status').getByText('Could not be brought up to date.').waitFor();
          const stale = await page.getByText('Lina Moreau').count();
          answer(answersOf([account()], calm));
          await page.getByRole('button', { name: 'Try again' }).click();
          await page.getByText('Updated at').waitFor();

          expect(stale).toBe(1);
          expect(await errorsOf(page)).toEqual(['unreachable']);
        },
        { usesClock: true },
      ),
    timeoutMs,
  );

  test(
    'say that there is no connection, ask nothing without one, and go on when it is back',
    () =>
      withCrm(
        () => dashboard(),
        answersOf([account()], calm),
        async ({ page, asked }) => {
          await page.getByText('Lina Moreau').waitFor();
          await page.context().setOffline(true);
          await page.getByRole('status').getByText('You are offline.').waitFor();
          await expectAccessible(page, 'widget-offline');
          const before = asked.length;
          await page.clock.runFor(60_000);
          const whileOffline = asked.length;
          const isBack = page.waitForResponse(/posts/);
          await page.context().setOffline(false);
          await isBack;
          await page.getByText('Updated at').waitFor();

          expect(whileOffline).toBe(before);
        },
        { usesClock: true },
      ),
    timeoutMs,
  );

  test(
    'are accessible without a session',
    () =>
      withCrm(
        () => dashboard('', 'no-token'),
        {},
        async ({ page, asked }) => {
          await page.getByText('is not valid').waitFor();

          await expectAccessible(page, 'widget-no-session');
          expect(asked).toEqual([]);
        },
      ),
    timeoutMs,
  );
});
