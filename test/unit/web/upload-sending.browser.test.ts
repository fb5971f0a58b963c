import { describe, expect, test } from '@jest/globals';
import type { Page, Request } from 'playwright-core';
import { type Answer, address, link, timeoutMs, wellAnswers, withSite } from './upload-page/faked-site.ts';
import { audience, caption, fill, press, publishButton } from './upload-page/use-form.ts';

const uploading = 'POST /api/tiktok/upload';
const accepted: Answer = {
  json: { postId: 'post-1', status: 'queued', publishId: null, willSubmitAt: null },
};

const shownPost = (page: Page) => page.getByText('Waiting its turn').first().waitFor();

/** What would be one post at the API: the keys with the bodies that came under each. */
const sent = (calls: readonly Request[]) => {
  const uploads = calls.filter((call) => call.url().endsWith('/api/tiktok/upload'));
  return uploads.map((call) => `${call.headers()['idempotency-key']} ${call.postData()}`);
};

const answering = (...replies: readonly Answer[]) => {
  const left = [...replies];
  return { ...wellAnswers(), [uploading]: (): Answer => left.shift() ?? accepted };
};

const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

describe('the press of the button', () => {
  test(
    'makes one post, leads to it with the focus on its heading, and forgets the draft',
    () =>
      withSite({ answers: answering() }, async ({ page, calls, faults }) => {
        await fill(page);
        await publishButton(page).dblclick();
        await shownPost(page);

        const focus = await focusedText(page);
        const url = page.url();
        await page.goBack();

        expect(sent(calls).length).toBe(1);
        expect(focus).toBe('Your post');
        expect(url).toBe(`${address}?accountId=account-1&postId=post-1`);
        await publishButton(page).waitFor();
        expect(await caption(page).inputValue()).toBe('');
        expect(faults).toEqual([]);
      }),
    timeoutMs,
  );

  test(
    'whose answer is lost is sent again with the same key and body until it is there, with the form out of reach',
    () =>
      withSite(
        {
          answers: answering(
            'lost',
            { status: 503 },
            { status: 409, code: 'idempotency_in_progress', retryAfterSeconds: 1 },
          ),
        },
        async ({ page, calls }) => {
          await fill(page);
          await press(page);
          await page.getByRole('heading', { name: 'We do not know yet' }).waitFor();
          const [focus, isOutOfReach] = [
            await focusedText(page),
            await page.locator('.form-place[inert]').count(),
          ];
          await shownPost(page);

          expect(focus).toContain('We do not know yet');
          expect(isOutOfReach).toBe(1);
          expect(sent(calls).length).toBe(4);
          expect(new Set(sent(calls)).size).toBe(1);
        },
      ),
    timeoutMs,
  );

  test(
    'that is refused leaves the form as it was, says so, and when it can be tried again',
    () =>
      withSite(
        {
          answers: answering({
            status: 429,
            code: 'rate_limited',
            detail: 'Too often.',
            retryAfterSeconds: 60,
          }),
        },
        async ({ page }) => {
          await fill(page);
          await press(page);
          await page.getByText('It can be tried again from').waitFor();

          expect(await caption(page).inputValue()).toBe('A walk');
          expect(await page.getByText('We do not know whether').count()).toBe(0);
          expect(await page.locator('.form-place[inert]').count()).toBe(0);
        },
      ),
    timeoutMs,
  );
});

describe('a press whose answer is still open', () => {
  test(
    'is told of after a reload, and asked about again under its own key',
    () =>
      withSite({ answers: answering('lost') }, async ({ page, calls }) => {
        await fill(page);
        await press(page);
        await page.getByRole('heading', { name: 'We do not know yet' }).waitFor();
        await page.reload();
        await page.getByRole('button', { name: 'Ask again' }).click();
        await shownPost(page);
        await page.goBack();
        await publishButton(page).waitFor();

        expect(new Set(sent(calls)).size).toBe(1);
        expect(await page.getByRole('button', { name: 'Ask again' }).count()).toBe(0);
        expect(await caption(page).inputValue()).toBe('');
      }),
    timeoutMs,
  );

  test(
    'is told of once discarded no more, and the focus is not lost',
    () =>
      withSite({ answers: answering('lost') }, async ({ page }) => {
        await fill(page);
        await press(page);
        await page.getByRole('heading', { name: 'We do not know yet' }).waitFor();
        await page.reload();
        await page.getByRole('button', { name: 'Discard' }).click();
        await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click();
        await page.getByRole('button', { name: 'Ask again' }).waitFor({ state: 'detached' });
        await page.getByRole('alertdialog').waitFor({ state: 'detached' });

        expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false);
        await page.reload();
        await publishButton(page).waitFor();
        expect(await page.getByRole('button', { name: 'Ask again' }).count()).toBe(0);
      }),
    timeoutMs,
  );

  test(
    'of one tab is its own to tell of; pressed alike in another it is the same post; and a tab that is gone leaves it to the others',
    async () => {
      let isUp = false;
      const answers = { ...wellAnswers(), [uploading]: (): Answer => (isUp ? accepted : 'lost') };
      await withSite({ answers }, async ({ context, page, calls }) => {
        await fill(page);
        await press(page);
        await page.getByRole('heading', { name: 'We do not know yet' }).waitFor();
        const other = await context.newPage();
        await other.goto(address + link());
        await fill(other);
        const toldWhileHeld = await other.getByRole('button', { name: 'Ask again' }).count();
        await page.close();
        await other.getByRole('button', { name: 'Ask again' }).waitFor();
        isUp = true;
        await press(other);
        await shownPost(other);

        expect(toldWhileHeld).toBe(0);
        expect(new Set(sent(calls)).size).toBe(1);
      });
    },
    timeoutMs,
  );
});

describe('a press that nobody answers', () => {
  test(
    'is a person’s to decide about after two minutes, and after 20 hours is not sent again',
    () =>
      withSite({ answers: { ...wellAnswers(), [uploading]: () => 'lost' } }, async ({ page, calls }) => {
        await page.clock.install();
        await fill(page);
        await press(page);
        await page.getByRole('heading', { name: 'We do not know yet' }).waitFor();
        const askAgain = page.getByRole('button', { name: 'Ask again' });
        while ((await askAgain.count()) === 0) await page.clock.fastForward(5_000);
        const [focus, asked] = [await focusedText(page), sent(calls)];
        await page.clock.fastForward('21:00:00');
        await page.reload();
        await page.getByText('That is too long ago to ask again safely.').waitFor();

        expect(focus).toContain('We do not know whether your post arrived');
        expect(asked.length).toBeGreaterThan(5);
        expect(new Set(asked).size).toBe(1);
        expect(await askAgain.count()).toBe(0);
      }),
    timeoutMs,
  );
});

describe('what was typed', () => {
  test(
    'is back after a reload, and what TikTok wants chosen by hand is not',
    () =>
      withSite({}, async ({ page }) => {
        await fill(page, 'A long walk');
        await page.reload();
        await page.getByText('What you typed last time is here again.').waitFor();

        expect(await caption(page).inputValue()).toBe('A long walk');
        expect(await audience(page).textContent()).toContain('Select');
      }),
    timeoutMs,
  );

  test(
    'stays, choices and all, when the session ends and a new link is opened in the same tab',
    async () => {
      const answers = answering({ status: 401, code: 'token_expired' });
      await withSite({ answers }, async ({ page, calls }) => {
        await fill(page);
        await press(page);
        await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
        const kept = await caption(page).inputValue();
        const leftOpen = await page.getByText('We do not know whether').count();
        await page.evaluate((hash) => {
          location.hash = hash;
        }, link());
        await page.getByRole('heading', { name: 'Your session has ended' }).waitFor({ state: 'detached' });
        await press(page);
        await shownPost(page);

        expect(kept).toBe('A walk');
        expect(leftOpen).toBe(0);
        expect(sent(calls).length).toBe(2);
        expect(new Set(sent(calls)).size).toBe(1);
      });
    },
    timeoutMs,
  );

  test(
    'is not shown to another user of the same browser',
    () =>
      withSite({}, async ({ page }) => {
        await fill(page);
        await page.evaluate(
          (hash) => {
            location.hash = hash;
          },
          link('connect publish read', 'user-2'),
        );
        await page.waitForFunction(() => document.querySelector('textarea')?.value === '');
      }),
    timeoutMs,
  );

  test(
    'is forgotten by “Start over”, after asking, and the focus is not lost',
    () =>
      withSite({}, async ({ page }) => {
        await fill(page);
        await page.getByRole('button', { name: 'Start over' }).click();
        await page.getByRole('alertdialog').getByRole('button', { name: 'Start over' }).click();
        await page.getByRole('alertdialog').waitFor({ state: 'detached' });

        expect(await caption(page).inputValue()).toBe('');
        expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false);
        await page.reload();
        expect(await caption(page).inputValue()).toBe('');
      }),
    timeoutMs,
  );
});
