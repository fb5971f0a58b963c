import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { account } from './upload-page/builders.ts';
import { type Answer, address, link, timeoutMs, wellAnswers, withSite } from './upload-page/faked-site.ts';
import { audience, caption, fill, press, publishButton } from './upload-page/use-form.ts';

const statusOf = 'GET /api/platforms/tiktok/status';
const accepted: Answer = {
  json: { postId: 'post-1', status: 'queued', publishId: null, willSubmitAt: null },
};

describe('the accounts of the upload page', () => {
  test(
    'keep their place while they load, and say where to connect one when there is none',
    async () => {
      let answer = (_: Answer): void => undefined;
      const answers = {
        ...wellAnswers(),
        [statusOf]: () =>
          new Promise<Answer>((resolve) => {
            answer = resolve;
          }),
      };
      await withSite({ answers }, async ({ page, faults }) => {
        await page.getByText('Loading…').waitFor({ state: 'attached' });
        answer({ json: { connected: false, accounts: [] } });
        const connect = page.getByRole('link', { name: 'Connect a TikTok account' });
        await connect.waitFor();

        expect(await connect.getAttribute('href')).toBe('/platforms/connect/tiktok');
        expect(await connect.getAttribute('target')).toBeNull();
        expect(faults).toEqual([]);
      });
    },
    timeoutMs,
  );

  test(
    'that cannot be loaded are told with the request id, and again on request',
    async () => {
      let isDown = true;
      const answers = {
        ...wellAnswers(),
        [statusOf]: (): Answer =>
          isDown
            ? { status: 500, code: 'internal_error' }
            : { json: { connected: true, accounts: [account()] } },
      };
      await withSite({ answers }, async ({ page }) => {
        await page.getByText('Request id: req-7').waitFor();
        isDown = false;
        await page.getByRole('button', { name: 'Try again' }).click();
        await publishButton(page).waitFor();
      });
    },
    timeoutMs,
  );

  test(
    'wait for the connection when there is none, and go on by themselves',
    () =>
      withSite({ url: address }, async ({ context, page }) => {
        await context.setOffline(true);
        await page.evaluate((hash) => {
          location.hash = hash;
        }, link());
        await page.getByRole('heading', { name: 'No connection' }).waitFor();
        await context.setOffline(false);
        await publishButton(page).waitFor();
      }),
    timeoutMs,
  );

  test(
    'of several none is taken without a word, the choice stays in the address, and each that cannot post says what to do',
    async () => {
      const accounts = [
        account(),
        account({ accountId: 'account-2', displayName: 'Mila', username: null }),
        account({ accountId: 'account-3', displayName: 'Nora', state: 'reauth_required' }),
        account({ accountId: 'account-4', displayName: 'Olga', scopes: [] }),
      ];
      const answers = { ...wellAnswers(), [statusOf]: () => ({ json: { connected: true, accounts } }) };
      await withSite({ answers }, async ({ page, asked }) => {
        await page.getByRole('radio', { name: 'Mila' }).waitFor();
        const before = asked.filter((one) => one.includes('creator-info'));
        await page.getByText('Mila', { exact: true }).click();
        await publishButton(page).waitFor();
        await page.reload();
        await page.getByRole('radio', { name: 'Mila', checked: true }).waitFor();

        expect(before).toEqual([]);
        expect(page.url()).toBe(`${address}?accountId=account-2`);
        expect(await page.getByRole('link', { name: 'Connect again (Nora)' }).count()).toBe(1);
        expect(await page.getByText('Its creator has not allowed posting from here.').count()).toBe(1);
      });
    },
    timeoutMs,
  );

  test(
    'that the address names and that cannot post are not stood in for by another without a word',
    () =>
      withSite({ url: `${address}?accountId=account-9${link()}` }, async ({ page, asked }) => {
        await page.getByText('is not among those that can post').waitFor();
        const before = asked.filter((one) => one.includes('creator-info'));
        await page.getByText('Lina', { exact: true }).click();
        await publishButton(page).waitFor();

        expect(before).toEqual([]);
        expect(page.url()).toBe(`${address}?accountId=account-1`);
      }),
    timeoutMs,
  );

  test(
    'offer no form to a session that may not publish',
    () =>
      withSite({ url: address + link('read') }, async ({ page, asked }) => {
        await page.getByRole('heading', { name: 'This link does not allow posting' }).waitFor();

        expect(asked).toEqual([]);
      }),
    timeoutMs,
  );
});

describe('a form that is open', () => {
  /** Answers what the accounts are, as a test sets them; `look` is the return to the tab. */
  const withAccounts = (
    body: (world: { list: object[]; look: () => Promise<void>; page: Page }) => Promise<void>,
  ) => {
    const world = { list: [account()] as object[] };
    let takes = false;
    const answers = {
      ...wellAnswers(),
      [statusOf]: (): Answer => ({ json: { connected: true, accounts: world.list } }),
      'POST /api/tiktok/upload': (): Answer => {
        if (takes) return accepted;
        takes = true;
        return { status: 409, code: 'account_not_connected' };
      },
    };
    return withSite({ answers }, async ({ page }) => {
      const look = async () => {
        await page.clock.fastForward('00:06');
        const asked = page.waitForResponse(/\/status$/);
        await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
        await asked;
      };
      await page.clock.install();
      await fill(page);
      await body(Object.assign(world, { look, page }));
    });
  };

  test(
    'stays as it is when a second account is connected in another tab, and its account when another is chosen keeps the text',
    () =>
      withAccounts(async ({ list, look, page }) => {
        list.push(account({ accountId: 'account-2', displayName: 'Mila' }));
        await look();
        await page.getByRole('radio', { name: 'Lina', checked: true }).waitFor();
        const kept = [await caption(page).inputValue(), await audience(page).textContent()];
        const url = page.url();
        await page.reload();
        await page.getByRole('radio', { name: 'Lina', checked: true }).waitFor();
        await page.getByText('Mila', { exact: true }).click();
        await page.waitForURL(/account-2/);

        expect(kept).toEqual(['A walk', expect.stringContaining('Only me')]);
        expect(url).toBe(address);
        expect(await caption(page).inputValue()).toBe('A walk');
      }),
    timeoutMs,
  );

  test(
    'keeps everything when its account is lost, says what to do, and goes on once that is connected again',
    () =>
      withAccounts(async (world) => {
        const { page, look } = world;
        world.list = [account({ state: 'revoked', scopes: [] }), account({ accountId: 'account-2' })];
        await press(page);
        await page.getByRole('heading', { name: 'This account cannot post any more' }).waitFor();
        await page.getByRole('link', { name: 'Connect again', exact: true }).waitFor();
        await publishButton(page).click({ force: true });
        const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-field'));
        const kept = [await caption(page).inputValue(), await audience(page).textContent()];
        const isLocked = await page.getByRole('radio', { disabled: true }).count();
        world.list = [account()];
        await look();
        await page.getByRole('heading', { name: 'This account cannot' }).waitFor({ state: 'detached' });
        await press(page);
        await page.getByText('Waiting its turn').first().waitFor();

        expect(focused).toBe('account');
        expect(kept).toEqual(['A walk', expect.stringContaining('Only me')]);
        expect(isLocked).toBe(0);
      }),
    timeoutMs,
  );
});

describe('creator info', () => {
  test(
    'is asked of TikTok each time the form is shown, and not while a post is looked at',
    async () => {
      const answers = { ...wellAnswers(), 'POST /api/tiktok/upload': () => accepted };
      await withSite({ answers }, async ({ page, asked }) => {
        const count = () => asked.filter((one) => one.includes('creator-info')).length;
        await fill(page);
        const whenShown = count();
        await press(page);
        await page.getByText('Waiting its turn').first().waitFor();
        const whenPosted = count();
        await page.getByRole('button', { name: 'Post another' }).click();
        await publishButton(page).waitFor();

        expect([whenShown, whenPosted, count()]).toEqual([1, 1, 2]);
      });
    },
    timeoutMs,
  );

  test(
    'that TikTok allows no more of for now says until when, and is asked again by itself',
    async () => {
      let isThrottled = true;
      const answers = {
        ...wellAnswers(),
        'GET /api/tiktok/creator-info': (): Answer => {
          if (!isThrottled) return wellAnswers()['GET /api/tiktok/creator-info']?.({} as never) as Answer;
          isThrottled = false;
          return { status: 429, code: 'rate_limited', retryAfterSeconds: 6 };
        },
      };
      await withSite({ answers }, async ({ page }) => {
        await page.getByText('TikTok is asked again by itself at').waitFor();
        await publishButton(page).waitFor({ timeout: 15_000 });
      });
    },
    timeoutMs,
  );
});

describe('a page that comes back', () => {
  test(
    'after more than five minutes out of sight asks for creator info again, and after less does not',
    () =>
      withSite({}, async ({ page, asked }) => {
        await page.clock.install();
        const count = () => asked.filter((one) => one.includes('creator-info')).length;
        const turn = (state: 'hidden' | 'visible') =>
          page.evaluate((to) => {
            Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => to });
            document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
          }, state);
        const beAway = async (time: string) => {
          await turn('hidden');
          await page.clock.fastForward(time);
          await turn('visible');
        };
        await publishButton(page).waitFor();
        await beAway('04:00');
        const afterShort = count();
        const again = page.waitForRequest(/creator-info/);
        await beAway('06:00');
        await again;

        expect(afterShort).toBe(1);
      }),
    timeoutMs,
  );
});

describe('a part whose script does not load', () => {
  test(
    'is told of, and what was typed is there after loading the page again',
    () =>
      withSite({}, async ({ context, page }) => {
        await fill(page, 'A long walk');
        await context.route(/assets\/form-part/, (route) => route.abort());
        await page.reload();
        await page.getByRole('heading', { name: 'A part of this page could not be shown' }).waitFor();
        await context.unroute(/assets\/form-part/);
        await page.getByRole('button', { name: 'Load the page again' }).click();
        await publishButton(page).waitFor();

        expect(await caption(page).inputValue()).toBe('A long walk');
      }),
    timeoutMs,
  );
});
