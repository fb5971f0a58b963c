import { describe, expect, test } from '@jest/globals';
import { findBarriers, timeoutMs, withForm } from './form-browser.ts';
import { closedUntil, creator, creatorInfo } from './forms.ts';

const dayMs = 24 * 3600_000;

describe('the form of a post', () => {
  test(
    'of photos has a title, a description and music, and comments alone to allow',
    () =>
      withForm({}, async (page) => {
        await page.evaluate(() => window.changeDraft({ source: 'photos' }));

        await page.getByLabel('Description').waitFor();
        expect(await page.getByText('0 of 90 characters').isVisible()).toBe(true);
        expect(await page.getByText('0 of 4,000 characters').isVisible()).toBe(true);
        expect(await page.getByRole('checkbox').count()).toBe(1);
        expect(await page.getByRole('switch', { name: 'Add music' }).isChecked()).toBe(false);
        expect(await findBarriers(page)).toEqual([]);
      }),
    timeoutMs,
  );

  test(
    'of a draft says where it is finished and how many are pending, and has no declaration',
    () =>
      withForm(
        {
          creator: {
            ...creator,
            quota: {
              ...creator.quota,
              pendingDrafts: { used: 5, limit: 5, freeAt: new Date(Date.now() + dayMs).toISOString() },
            },
          },
        },
        async (page) => {
          await page.getByText('Leave a draft').click();

          expect(await page.getByText(/TikTok asks for caption, audience/).isVisible()).toBe(true);
          expect(await page.getByText(/a notification in the inbox leads to the draft/).isVisible()).toBe(
            true,
          );
          expect(await page.getByText(/All 5 places for pending drafts are taken/).isVisible()).toBe(true);
          expect(await page.getByLabel('Caption').count()).toBe(0);
          expect(await page.getByText('By posting, you agree').count()).toBe(0);
          await page.getByRole('button', { name: 'Send the draft' }).click();
          expect(await page.evaluate(() => window.bodies.map(({ post, mode }) => ({ post, mode })))).toEqual([
            { mode: 'inbox' },
          ]);
          expect(await findBarriers(page)).toEqual([]);
        },
      ),
    timeoutMs,
  );

  test(
    'of a creator who cannot post now says why and when, and blocks the attempt',
    () =>
      withForm({ creator: closedUntil(new Date(Date.now() + dayMs)) }, async (page) => {
        expect(await page.getByText('No post is possible right now').isVisible()).toBe(true);
        expect(await page.getByText(/expected to be possible again on/).isVisible()).toBe(true);
        expect(await page.getByRole('button', { name: 'Look again' }).isVisible()).toBe(true);
        await page
          .getByText(/Try again later/)
          .first()
          .waitFor();
        const button = page.getByRole('button', { name: 'Publish on TikTok' });
        expect(await button.getAttribute('aria-disabled')).toBe('true');
        expect(await findBarriers(page)).toEqual([]);
      }),
    timeoutMs,
  );

  test(
    'of a creator who has allowed drafts alone asks for nothing that a post would need, and shows the way to allow it',
    () =>
      withForm(
        { creator: { ...closedUntil(null), code: 'account_scope_missing', reason: null, creator: null } },
        async (page) => {
          expect(await page.getByText('Only drafts are possible').isVisible()).toBe(true);
          expect(await page.getByText('Who can see this post').count()).toBe(0);
          const again = page.getByRole('link', { name: 'Connect the account again and allow it' });
          expect(await again.getAttribute('href')).toBe('/platforms/connect/tiktok');
          expect(await findBarriers(page)).toEqual([]);
          await page.getByText('Leave a draft').click();
          await page.getByRole('button', { name: 'Send the draft' }).click();
          expect(await page.evaluate(() => window.bodies.length)).toBe(1);
        },
      ),
    timeoutMs,
  );

  test(
    'says in words when a scheduled post goes out, and that the consent is given now',
    () =>
      withForm({}, async (page) => {
        expect(await page.getByText(/From one minute ahead until .*: so long/).isVisible()).toBe(true);
        await page.getByText('Schedule for later').click();
        const max = (await page.getByLabel('Day and time').getAttribute('max')) ?? '';
        expect(Math.abs(Date.parse(max) - Date.now() - 7 * dayMs + 25 * 3600_000)).toBeLessThan(dayMs);
        const time = new Date(Date.now() + 2 * dayMs);
        await page.getByLabel('Day and time').fill(`${time.toISOString().slice(0, 10)}T14:30`);

        expect(await page.getByText(/It goes out on .* at 14:30, /).isVisible()).toBe(true);
        expect(await page.getByText(/Your consent counts from the moment/).isVisible()).toBe(true);
        expect(await page.getByRole('button', { name: 'Schedule the post' }).isVisible()).toBe(true);
        expect(await findBarriers(page)).toEqual([]);
        await page.getByLabel('Day and time').fill('2020-01-01T10:00');
        expect(await page.getByText(/less than a minute ahead/).isVisible()).toBe(true);
      }),
    timeoutMs,
  );

  test(
    'shows a refusal at its field until that changes, and the request id above the button',
    () =>
      withForm({}, async (page) => {
        await page.getByLabel('Caption').fill('A caption');

        await page.evaluate(() =>
          window.surround({
            refusal: {
              status: 422,
              code: 'post_refused',
              detail: 'At /post/title: TikTok does not take it.',
              requestId: 'req-42',
              fields: [{ pointer: '/post/title', detail: 'TikTok does not take it.' }],
              retryAfterSeconds: undefined,
            },
          }),
        );

        await page.getByRole('alert').getByText('req-42').waitFor();
        const caption = page.getByLabel('Caption');
        expect(await caption.getAttribute('aria-invalid')).toBe('true');
        expect(await page.locator('[data-field=title] [lang=en]').textContent()).toBe(
          'TikTok does not take it.',
        );
        expect(await findBarriers(page)).toEqual([]);
        await caption.fill('Another caption');
        expect(await caption.getAttribute('aria-invalid')).toBeNull();
      }),
    timeoutMs,
  );

  test(
    'counts while it is typed, and says at once what is too long',
    () =>
      withForm({}, async (page) => {
        await page.getByLabel('Caption').fill(`${'x'.repeat(2_199)}😀`);

        expect(await page.getByText('2,201 of 2,200 characters').isVisible()).toBe(true);
        expect(await page.getByText('Too long by 1. TikTok takes 2,200 characters.').isVisible()).toBe(true);
      }),
    timeoutMs,
  );

  test(
    'cannot be pressed twice, nor changed, while it is sent, and keeps the focus',
    () =>
      withForm({}, async (page) => {
        await page.evaluate(() => window.changeDraft({ privacyLevel: 'SELF_ONLY' }));
        const button = page.getByRole('button', { name: 'Publish on TikTok' });
        await button.focus();

        await page.keyboard.press('Enter');
        await page.evaluate(() => window.surround({ isSubmitting: true }));
        const sending = page.getByRole('button', { name: 'Sending…' });
        await sending.waitFor();
        await page.keyboard.press('Enter');

        expect(await page.evaluate(() => window.bodies.length)).toBe(1);
        expect(await sending.evaluate((one) => one === document.activeElement)).toBe(true);
        expect(await page.locator('.post-parts').getAttribute('inert')).not.toBeNull();
      }),
    timeoutMs,
  );

  test(
    'has the English wording beside the French, in the dark and at 320 pixels as well',
    () =>
      withForm(
        { creator: { ...creator, creator: { ...creatorInfo, stitchDisabled: true } } },
        async (page) => {
          await page.getByText('Déclarer un contenu commercial').click();
          await page.getByText('Contenu de marque', { exact: true }).click();

          expect(await page.locator('.label-line [lang=en]').textContent()).toBe(
            "Your photo/video will be labeled as 'Paid partnership'",
          );
          expect(await page.locator('.declaration [lang=en]').textContent()).toBe(
            "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation",
          );
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
          expect(await findBarriers(page)).toEqual([]);
        },
        { locale: 'fr-FR', colorScheme: 'dark', viewport: { width: 320, height: 700 } },
      ),
    timeoutMs,
  );
});
