import { describe, expect, test } from '@jest/globals';
import { account, answersOf, fivePosts, list, post } from './widget-data.ts';
import { timeoutMs, tokenFor, withCrm } from './widget-page.ts';

const tag = '<creator-connect-widget></creator-connect-widget>';
const withToken = (token = tokenFor('ada')) => ({
  body: `<creator-connect-widget token="${token}"></creator-connect-widget>`,
});
const calm = list([post()]);
const gets = (asked: readonly string[]): readonly string[] => asked.filter((line) => line.startsWith('GET'));

/** A function of the CRM that yields the tokens of `window.tokens`, one after the other, and counts how often. */
const crmScript = (tokens: readonly string[]): string => `
  window.tokens = ${JSON.stringify(tokens)};
  window.askedFor = 0;
  const getToken = async () => {
    window.askedFor += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    return window.tokens.length > 1 ? window.tokens.shift() : window.tokens[0];
  };
  for (const widget of document.querySelectorAll('creator-connect-widget')) widget.getToken = getToken;`;

describe('the widget on a page of another origin', () => {
  test(
    'shows accounts, counts and posts under a strict policy of its host, by two calls and their preflights',
    () =>
      withCrm(
        () => withToken(),
        answersOf([account()], list(fivePosts, { published: 128 })),
        async ({ page, asked, faults }) => {
          await page.getByText('Lina Moreau').waitFor();

          expect(
            await page.getByRole('list', { name: 'Posts by state' }).locator('li').allTextContents(),
          ).toEqual(['1 in the inbox', '1 transferring', '1 scheduled', '128 published']);
          expect(await page.getByRole('list', { name: 'Latest posts' }).locator('li').count()).toBe(5);
          expect(await page.getByRole('progressbar', { name: 'Sent to TikTok: 62%' }).count()).toBe(1);
          expect(
            await page
              .getByRole('link', { name: 'Watch on TikTok: What is in my bag?' })
              .getAttribute('href'),
          ).toBe('https://www.tiktok.com/@linamoreau/video/7300000000000000002');
          expect(await page.getByText('Drafts waiting at TikTok: 2 of 5').count()).toBe(1);
          expect([...asked].sort()).toEqual([
            'GET /api/platforms/tiktok/status',
            'GET /api/tiktok/posts?limit=5',
            'OPTIONS /api/platforms/tiktok/status',
            'OPTIONS /api/tiktok/posts?limit=5',
          ]);
          expect(faults).toEqual([]);
        },
      ),
    timeoutMs,
  );

  test(
    'looks up again after 30 seconds, after 5 while something moves, and needs no further preflight for it',
    () =>
      withCrm(
        () => withToken(),
        answersOf([account()], calm),
        async ({ page, asked, answer }) => {
          await page.getByText('A walk through').waitFor();
          await page.clock.fastForward(29_000);
          const before = gets(asked).length;
          answer(answersOf([account()], list([post({ status: 'processing' })])));
          await page.clock.fastForward(2_000);
          await page.getByText('Processing', { exact: true }).waitFor();
          const resting = gets(asked).filter((line) => line.includes('posts')).length;
          answer(answersOf([account()], calm));
          await page.clock.fastForward(5_100);
          await page.getByText('Published', { exact: true }).waitFor();

          expect(before).toBe(2);
          expect(resting).toBe(2);
          expect(asked.filter((line) => line.startsWith('OPTIONS')).length).toBe(2);
        },
        { usesClock: true },
      ),
    timeoutMs,
  );

  test(
    'announces a change of a post once, and nothing that was there from the start',
    () =>
      withCrm(
        () => withToken(),
        answersOf([account()], list([post({ status: 'processing' })])),
        async ({ page, answer }) => {
          const said = page.locator('p[role=status]');
          await page.getByText('Processing', { exact: true }).waitFor();
          const atFirst = await said.textContent();
          answer(answersOf([account()], list([post({ status: 'published' })])));
          await page.clock.fastForward(5_100);
          await page.getByText('Published', { exact: true }).waitFor();
          await said.filter({ hasText: /./ }).waitFor();

          expect(atFirst).toBe('');
          expect(await said.textContent()).toBe('A walk through the old town: Published');
        },
        { usesClock: true },
      ),
    timeoutMs,
  );

  test(
    'asks nothing while nobody sees the page, and at once when somebody does again',
    () =>
      withCrm(
        () => withToken(),
        answersOf([account()], calm),
        async ({ page, asked }) => {
          await page.getByText('A walk through').waitFor();
          const turn = (state: string) =>
            page.evaluate((visibility) => {
              Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true });
              document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
            }, state);
          await turn('hidden');
          await page.clock.fastForward(120_000);
          const whileHidden = gets(asked).length;
          const isBack = page.waitForResponse(/posts/);
          await turn('visible');
          await isBack;

          expect(whileHidden).toBe(2);
        },
        { usesClock: true },
      ),
    timeoutMs,
  );

  test(
    'shows what the API names as text, loads no picture and follows no link that is none',
    () =>
      withCrm(
        () => withToken(),
        answersOf(
          [account({ displayName: '<img src=x onerror=alert(1)>', avatarUrl: 'javascript:alert(1)' })],
          list([post({ title: '<script>alert(2)</script>', urls: ['javascript:alert(3)'] })]),
        ),
        async ({ page, faults }) => {
          await page.getByText('<img src=x onerror=alert(1)>').waitFor();

          expect(await page.getByText('<script>alert(2)</script>').count()).toBe(1);
          expect(await page.locator('creator-connect-widget img').count()).toBe(0);
          expect(await page.getByRole('link', { name: 'Watch' }).count()).toBe(0);
          expect(faults).toEqual([]);
        },
      ),
    timeoutMs,
  );

  test(
    'shows the initial when the host lets no picture in',
    () =>
      withCrm(
        () => withToken(),
        answersOf([account({ avatarUrl: 'https://pictures.example.com/lina.jpg' })], calm),
        async ({ page }) => {
          await page.locator('span.avatar', { hasText: 'L' }).waitFor();

          expect(await page.locator('creator-connect-widget img').count()).toBe(0);
        },
      ),
    timeoutMs,
  );

  test(
    'stops every call when it is taken out of the page, and goes on when it is put back',
    () =>
      withCrm(
        () => ({ body: tag, script: crmScript([tokenFor('ada')]) }),
        answersOf([account()], list([post({ status: 'processing' })])),
        async ({ page, asked }) => {
          await page.getByText('Lina Moreau').waitFor();
          const taken = await page.evaluateHandle(() => {
            const widget = document.querySelector('creator-connect-widget');
            widget?.remove();
            return widget;
          });
          const before = asked.length;
          await page.clock.fastForward(300_000);
          const afterRemoval = asked.length;
          const isBack = page.waitForResponse(/posts/);
          await taken.evaluate((widget) => widget && document.body.append(widget));
          const shownAtOnce = await page.getByText('Lina Moreau').count();
          await isBack;

          expect(afterRemoval).toBe(before);
          expect(shownAtOnce).toBe(1);
          expect(await page.evaluate('window.askedFor')).toBe(1);
        },
        { usesClock: true },
      ),
    timeoutMs,
  );

  test(
    'shares nothing with another one on the page',
    () => {
      const [ada, grace] = [tokenFor('ada'), tokenFor('grace')];
      return withCrm(
        () => ({
          body: `<creator-connect-widget id="one" token="${ada}"></creator-connect-widget><creator-connect-widget id="two" token="${grace}" lang="fr" theme="dark" limit="1"></creator-connect-widget>`,
        }),
        {
          '/api/platforms/tiktok/status': ({ headers }) => ({
            connected: true,
            accounts: [
              account({ displayName: headers.authorization === `Bearer ${ada}` ? "Ada's" : "Grace's" }),
            ],
          }),
          '/api/tiktok/posts': () => calm,
        },
        async ({ page, asked }) => {
          await page.locator('#one').getByText("Ada's").waitFor();
          await page.locator('#two').getByText("Grace's").waitFor();

          expect(await page.locator('#one').getByText("Grace's").count()).toBe(0);
          expect(await page.locator('#one').getByText('Connected').count()).toBe(1);
          expect(await page.locator('#two').getByText('Connecté').count()).toBe(1);
          expect(asked).toContain('GET /api/tiktok/posts?limit=5');
          expect(asked).toContain('GET /api/tiktok/posts?limit=1');
        },
      );
    },
    timeoutMs,
  );

  test(
    'follows changes of its attributes at once',
    () =>
      withCrm(
        () => withToken(),
        answersOf(
          [account(), account({ accountId: 'account-2', displayName: 'Second' })],
          list([post(), post({ postId: 'post-2', title: 'Another' })]),
        ),
        async ({ page, asked }) => {
          await page.getByRole('listitem').filter({ hasText: 'Second' }).waitFor();
          await page.evaluate(() => {
            const widget = document.querySelector('creator-connect-widget');
            widget?.setAttribute('account-id', 'account-2');
            widget?.setAttribute('limit', '500');
            widget?.setAttribute('lang', 'fr-CA');
          });
          await page.getByText('Nouvelle publication').waitFor();
          await page.getByText('Another').waitFor();

          expect(asked).toContain('GET /api/tiktok/posts?accountId=account-2&limit=20');
          expect(await page.getByText('Lina Moreau').count()).toBe(0);
        },
      ),
    timeoutMs,
  );
});
