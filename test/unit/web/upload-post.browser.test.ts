import { describe, expect, test } from '@jest/globals';
import type { Page, Request } from 'playwright-core';
import type { Post } from '../../../web/api/operations.ts';
import { draftText, inDays, keptOf, pending, post, uploadBody } from './upload-page/builders.ts';
import { type Answer, address, link, timeoutMs, wellAnswers, withSite } from './upload-page/faked-site.ts';
import { caption, publishButton } from './upload-page/use-form.ts';

const url = `${address}?postId=post-1${link()}`;
const statusOf = 'GET /api/tiktok/status/post-1';

/** A post that becomes what is put in its place. */
const changing = (first: Post) => {
  const world = { post: first };
  return { world, answers: { ...wellAnswers(), [statusOf]: () => ({ json: world.post }) } };
};

const told = (page: Page) => page.getByRole('status').filter({ hasText: 'State of the post' });
const isFocusLost = (page: Page) => page.evaluate(() => document.activeElement === document.body);
/** Leaves in the browser what an earlier page would have kept. */
const keep = (page: Page, name: string, value: object) =>
  page.evaluate(([key, text]) => localStorage.setItem(key, text), [
    `creator-connect.${name}`,
    JSON.stringify({ savedAt: Date.now(), value }),
  ] as const);
const looks = (asked: readonly string[]) => asked.filter((one) => one === statusOf).length;

describe('a post', () => {
  test(
    'is looked at until it is final, and each change of its state is told once',
    async () => {
      const { world, answers } = changing(post({ source: 'FILE_UPLOAD', bytes: { sent: 0, total: 100 } }));
      await withSite({ url, answers }, async ({ page, asked, faults }) => {
        await page.getByText('It goes to TikTok in a moment').waitFor();
        const toldAtFirst = await told(page).count();
        world.post = { ...world.post, status: 'transferring', bytes: { sent: 25, total: 100 } };
        await page.getByRole('progressbar', { name: 'From our store to TikTok' }).waitFor();
        const share = await page.getByRole('progressbar').getAttribute('aria-valuenow');
        const toldThen = await told(page).textContent();
        world.post = {
          ...world.post,
          status: 'published',
          isPublic: true,
          postIds: ['7'],
          urls: ['https://www.tiktok.com/@lina/video/7'],
        };
        const open = page.getByRole('link', { name: /Open on TikTok/ });
        await open.waitFor();
        const atEnd = looks(asked);
        await page.getByText('Everybody can see it.').waitFor();

        expect(toldAtFirst).toBe(0);
        expect(share).toBe('25');
        expect(toldThen).toBe('State of the post: On its way to TikTok.');
        expect(await told(page).textContent()).toBe('State of the post: Published.');
        expect(await open.getAttribute('rel')).toBe('noopener noreferrer');
        expect(await open.getAttribute('target')).toBe('_blank');
        expect(looks(asked)).toBe(atEnd);
        expect(faults).toEqual([]);
      });
    },
    timeoutMs,
  );

  test(
    'that is none of the user’s is said to be, and the way to the form stays',
    () =>
      withSite(
        { url, answers: { ...wellAnswers(), [statusOf]: () => ({ status: 404, code: 'post_not_found' }) } },
        async ({ page }) => {
          await page.getByRole('heading', { name: 'There is no such post' }).waitFor();
          const requestId = await page.getByText('Request id: req-7').count();
          await page.getByRole('button', { name: 'Post another' }).click();
          await publishButton(page).waitFor();

          expect(requestId).toBe(1);
          expect(page.url()).toBe(address);
          expect(await isFocusLost(page)).toBe(false);
        },
      ),
    timeoutMs,
  );

  test(
    'that cannot be loaded can be asked for again',
    async () => {
      let answer: Answer = { status: 500, code: 'internal_error' };
      await withSite({ url, answers: { ...wellAnswers(), [statusOf]: () => answer } }, async ({ page }) => {
        await page.getByRole('heading', { name: 'The post could not be loaded' }).waitFor();
        answer = { json: post() };
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.getByText('Waiting its turn').first().waitFor();
      });
    },
    timeoutMs,
  );

  test(
    'is cancelled after asking, and the focus stays on the page',
    async () => {
      const { world, answers } = changing(post({ status: 'scheduled', publishAt: inDays(8) }));
      const cancel = (): Answer => {
        world.post = { ...world.post, status: 'cancelled' };
        return { json: { post: world.post, cancelled: 'now' } };
      };
      await withSite(
        { url, answers: { ...answers, 'POST /api/tiktok/posts/post-1/cancel': cancel } },
        async ({ page, asked }) => {
          const button = page.getByRole('button', { name: 'Cancel this post' });
          await button.click();
          await page.getByRole('button', { name: 'Let it go on' }).click();
          await page.getByRole('alertdialog').waitFor({ state: 'detached' });
          const afterKeeping = asked.filter((one) => one.includes('/cancel')).length;
          await button.click();
          await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel this post' }).click();
          await page.getByText('Nothing more happens with it.').waitFor();

          expect(afterKeeping).toBe(0);
          expect(await isFocusLost(page)).toBe(false);
        },
      );
    },
    timeoutMs,
  );

  test(
    'that can be cancelled no more says why, and how it stands',
    async () => {
      const { world, answers } = changing(post({ status: 'processing' }));
      const refuse = (): Answer => {
        world.post = { ...world.post, status: 'published', privacyLevel: 'SELF_ONLY' };
        return { status: 409, code: 'post_too_late', detail: 'It is published.' };
      };
      await withSite(
        { url, answers: { ...answers, 'POST /api/tiktok/posts/post-1/cancel': refuse } },
        async ({ page }) => {
          await page.getByRole('button', { name: 'Ask TikTok to stop' }).click();
          await page.getByRole('alertdialog').getByRole('button', { name: 'Ask TikTok to stop' }).click();
          await page.getByText('It is too late for that').waitFor();
          await page.getByText('It is published for the audience that was chosen.').waitFor();
        },
      );
    },
    timeoutMs,
  );

  test(
    'whose outcome nobody knows is settled by what a person found',
    async () => {
      const failure = {
        code: 'answer_lost',
        logId: 'log-9',
        sentence: 'Lost.',
        advice: 'creator_acts',
      } as const;
      const { world, answers } = changing(post({ status: 'outcome_unknown', failure }));
      const bodies: unknown[] = [];
      const resolve = (request: Request): Answer => {
        bodies.push(request.postDataJSON());
        world.post = { ...world.post, status: 'published', failure: null, privacyLevel: 'SELF_ONLY' };
        return { json: { post: world.post } };
      };
      await withSite(
        { url, answers: { ...answers, 'POST /api/tiktok/posts/post-1/resolve': resolve } },
        async ({ page }) => {
          await page.getByText('TikTok’s log id: log-9').waitFor();
          await page.getByRole('button', { name: 'It is there' }).click();
          await page.getByRole('button', { name: 'Yes, it is there' }).click();
          await page.getByText('It is published for the audience that was chosen.').waitFor();

          expect(bodies).toEqual([{ outcome: 'published' }]);
          expect(await isFocusLost(page)).toBe(false);
        },
      );
    },
    timeoutMs,
  );

  test(
    'that failed says why and what to do, and fills the form again with its text, but chooses nothing',
    async () => {
      const failure = { code: 'spam_risk_text', logId: null, sentence: 'Risky.', advice: 'change' } as const;
      const { answers } = changing(post({ status: 'failed', failure }));
      await withSite({ url, answers }, async ({ page }) => {
        await page.getByText('Change what is named above, then post again.').waitFor();
        await keep(page, `sent.${keptOf()}/post-1`, draftText({ title: 'A walk in full' }));
        await page.getByRole('button', { name: 'Fill in the form again' }).click();
        await caption(page).waitFor();

        expect(await caption(page).inputValue()).toBe('A walk in full');
        expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0);
      });
    },
    timeoutMs,
  );

  test(
    'that failed replaces nothing that was typed since without asking',
    () => {
      const failed = post({ status: 'failed' });
      const posts = { posts: [failed], nextCursor: null, counts: {}, countsAreComplete: true };
      const answers = { ...changing(failed).answers, 'GET /api/tiktok/posts': () => ({ json: posts }) };
      return withSite({ url: address + link(), answers }, async ({ page }) => {
        await caption(page).fill('A later post');
        await page.getByRole('link', { name: /A walk/ }).click();
        const again = page.getByRole('button', { name: 'Fill in the form again' });
        await again.click();
        await page.getByRole('button', { name: 'Keep what I typed' }).click();
        await page.goBack();
        const kept = await caption(page).inputValue();
        await page.goForward();
        await again.click();
        await page.getByRole('button', { name: 'Replace it' }).click();
        await caption(page).waitFor();

        expect(kept).toBe('A later post');
        expect(await caption(page).inputValue()).toBe('A walk');
      });
    },
    timeoutMs,
  );

  test(
    'may be seen by a session that may only read, which can change nothing',
    async () => {
      const { answers } = changing(post({ status: 'queued' }));
      await withSite({ url: `${address}?postId=post-1${link('read')}`, answers }, async ({ page }) => {
        await page.getByText('Waiting its turn').first().waitFor();

        expect(await page.getByRole('button', { name: 'Cancel this post' }).count()).toBe(0);
      });
    },
    timeoutMs,
  );
});

describe('the file of a post whose answer is open', () => {
  const parts = [{ partNumber: 1, etag: 'e' }];
  const size = { sizeBytes: 9, partSizeBytes: 9 };
  const upload = { mediaId: 'm1', name: 'walk.mp4', fingerprint: 'f', lastModified: 1, parts, ...size };
  const body = uploadBody({ media: { source: 'FILE_UPLOAD', mediaId: 'm1' } });
  const accepted: Answer = {
    json: { postId: 'post-1', status: 'queued', publishId: null, willSubmitAt: null },
  };
  /** A reload while both the answer and the check of the file are on their way. */
  const afterReload = (act: (page: Page, asked: readonly string[]) => Promise<void>) => {
    const answers = {
      ...changing(post()).answers,
      'POST /api/tiktok/upload': () => accepted,
      'POST /api/tiktok/media/m1/complete': () => new Promise<Answer>(() => undefined),
    };
    return withSite({ url: address + link(), answers }, async ({ page, asked }) => {
      await keep(page, `upload.${keptOf()}/m1`, { upload, keptAt: Date.now() });
      const open = pending({ body, fileName: 'walk.mp4', pressedAt: Date.now() });
      await keep(page, `sending.${keptOf()}/key-1`, open);
      await page.reload();
      await page.getByText('walk.mp4', { exact: true }).waitFor();
      await act(page, asked);
    });
  };
  const remembered = (page: Page) =>
    page.evaluate(() => Object.keys(localStorage).join().includes('.upload.'));

  test(
    'is forgotten once the post was taken, though nobody has told yet that it is whole',
    () =>
      afterReload(async (page) => {
        await page.getByRole('button', { name: 'Ask again' }).click();
        await page.getByRole('button', { name: 'Post another' }).click();
        await publishButton(page).waitFor();

        expect(await page.getByText('walk.mp4').count()).toBe(0);
        expect(await remembered(page)).toBe(false);
      }),
    timeoutMs,
  );

  test(
    'is not deleted from the store by “Start over”',
    () =>
      afterReload(async (page, asked) => {
        await page.getByRole('button', { name: 'Start over' }).click();
        await page.getByRole('alertdialog').getByRole('button', { name: 'Start over' }).click();
        await page.getByText('walk.mp4', { exact: true }).waitFor({ state: 'detached' });

        expect(await remembered(page)).toBe(false);
        expect(asked.filter((one) => one.startsWith('DELETE'))).toEqual([]);
        expect(await page.getByRole('button', { name: 'Ask again' }).count()).toBe(1);
      }),
    timeoutMs,
  );
});
