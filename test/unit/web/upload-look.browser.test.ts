import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { expectAccessible } from '../../support/axe.ts';
import { account, inDays, post } from './upload-page/builders.ts';
import { type Answer, address, link, timeoutMs, wellAnswers, withSite } from './upload-page/faked-site.ts';
import { fill, press, publishButton } from './upload-page/use-form.ts';

const well = wellAnswers();
const statusOf = 'GET /api/tiktok/status/post-1';
const accounts = (...list: readonly object[]): Answer => ({ json: { connected: true, accounts: list } });
const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 9, 0, second)).toISOString();

interface State {
  readonly name: string;
  readonly query?: string;
  readonly answers?: ReturnType<typeof wellAnswers>;
  readonly reach: (page: Page) => Promise<unknown>;
}

const shown = (name: string, differing: Parameters<typeof post>[0]): State => ({
  name,
  query: '?postId=post-1',
  answers: { [statusOf]: () => ({ json: post(differing) }) },
  reach: (page) => page.locator('.post-card').waitFor(),
});

/** An account whose creator takes the access back while its form is open. */
const accountLost = (): State => {
  let isLost = false;
  return {
    name: 'account-lost',
    answers: {
      'GET /api/platforms/tiktok/status': () =>
        accounts(account(isLost ? { state: 'revoked', scopes: [] } : {})),
      'POST /api/tiktok/upload': () => {
        isLost = true;
        return { status: 409, code: 'account_not_connected' };
      },
    },
    reach: async (page) => {
      await fill(page);
      await press(page);
      await page.getByRole('heading', { name: 'This account cannot post any more' }).waitFor();
      await publishButton(page).click({ force: true });
    },
  };
};

const states: readonly State[] = [
  {
    name: 'several-accounts',
    answers: {
      'GET /api/platforms/tiktok/status': () =>
        accounts(
          account(),
          account({ accountId: 'account-2', displayName: 'Mila with a rather long name', username: 'mila' }),
          account({ accountId: 'account-3', displayName: 'Nora', username: null, state: 'reauth_required' }),
        ),
    },
    reach: (page) => page.getByRole('radio').first().waitFor(),
  },
  {
    name: 'no-account',
    answers: { 'GET /api/platforms/tiktok/status': () => accounts() },
    reach: (page) => page.locator('.statement').waitFor(),
  },
  {
    name: 'loading',
    answers: { 'GET /api/platforms/tiktok/status': () => new Promise<Answer>(() => undefined) },
    reach: (page) => page.locator('.skeleton').waitFor(),
  },
  accountLost(),
  {
    name: 'latest',
    answers: {
      'GET /api/tiktok/posts': () => ({
        json: {
          posts: [
            post({ status: 'published' }),
            post({ postId: '2', status: 'failed', title: 'A title that goes on and on until it ends there' }),
            post({ postId: '3', status: 'in_inbox', title: null }),
          ],
          nextCursor: null,
          counts: {},
          countsAreComplete: true,
        },
      }),
    },
    reach: (page) => page.locator('.post-line').first().waitFor(),
  },
  shown('post-transferring', {
    source: 'FILE_UPLOAD',
    status: 'transferring',
    bytes: { sent: 12_000_000, total: 48_000_000 },
    times: { queued: at(0), submitting: at(3), transferring: at(5) },
  }),
  shown('post-fetched', { status: 'processing', statusSentence: 'TikTok is fetching the media.' }),
  shown('post-published', {
    status: 'published',
    isPublic: true,
    postIds: ['7'],
    urls: ['https://www.tiktok.com/@lina/video/7'],
    times: { queued: at(0), submitting: at(3), processing: at(5), published: at(59) },
  }),
  shown('post-failed', {
    status: 'failed',
    failure: {
      code: 'spam_risk_text',
      logId: '202611230900ABC',
      sentence: 'TikTok judges the caption risky. Change it and post again.',
      advice: 'change',
    },
  }),
  shown('post-in-doubt', {
    status: 'outcome_unknown',
    failure: {
      code: 'answer_lost',
      logId: null,
      sentence: 'TikTok was asked and its answer was lost.',
      advice: 'creator_acts',
    },
  }),
  {
    ...shown('post-cancelling', { status: 'scheduled', publishAt: inDays(8) }),
    reach: async (page) => {
      await page.locator('.post-card + .actions button, .danger').first().click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'post-missing',
    query: '?postId=post-1',
    answers: { [statusOf]: () => ({ status: 404, code: 'post_not_found' }) },
    reach: (page) => page.locator('.statement').waitFor(),
  },
];

describe('the upload page, in each of its states', () => {
  test.each(states)(
    'has nothing that axe finds, in English and light, and in French, dark and at 320 px: $name',
    ({ name, query = '', answers = {}, reach }) => {
      const url = address + query + link();
      return withSite({ url, answers: { ...well, ...answers } }, async ({ page, faults }) => {
        await reach(page);
        await expectAccessible(page, `upload-${name}-light`);
        await page.setViewportSize({ width: 320, height: 700 });
        await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
        // A dialog has the page below it out of reach, as it should.
        if ((await page.getByRole('alertdialog').count()) === 0)
          await page.getByRole('button', { name: 'Français' }).click();
        await expectAccessible(page, `upload-${name}-french-dark-320`);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);

        expect(width).toBe(320);
        expect(faults).toEqual([]);
      });
    },
    timeoutMs,
  );

  test(
    'has nothing that axe finds while an answer is lost, and after a reload',
    () =>
      withSite({}, async ({ page }) => {
        await fill(page);
        await press(page);
        await page.getByRole('heading', { name: 'We do not know yet' }).waitFor();
        await expectAccessible(page, 'upload-answer-lost-light');
        await page.reload();
        await page.getByRole('button', { name: 'Ask again' }).waitFor();
        await publishButton(page).waitFor();
        await expectAccessible(page, 'upload-left-open-light');
      }),
    timeoutMs,
  );

  test.each([
    ['', 900],
    ['', 320],
    ['?postId=post-1', 900],
  ])(
    'moves nothing that is seen when its data arrive: %s at %i px',
    async (query, width) => {
      const slowly = (answer: () => Answer) => async (): Promise<Answer> => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        return answer();
      };
      const answers = Object.fromEntries(
        Object.entries(well).map(([call, answer]) => [call, slowly(() => answer({} as never) as Answer)]),
      );
      await withSite({ url: 'about:blank', answers }, async ({ page }) => {
        await page.setViewportSize({ width, height: 800 });
        await page.addInitScript(() => {
          Object.assign(window, { shifts: 0 });
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries())
              Object.assign(window, { shifts: Reflect.get(window, 'shifts') + Reflect.get(entry, 'value') });
          }).observe({ type: 'layout-shift', buffered: true });
        });
        await page.goto(address + query + link());
        await (query === '' ? publishButton(page) : page.locator('.timeline')).waitFor();
        await page.waitForLoadState('networkidle');

        expect(await page.evaluate(() => Reflect.get(window, 'shifts'))).toBeLessThan(0.01);
      });
    },
    timeoutMs,
  );
});
