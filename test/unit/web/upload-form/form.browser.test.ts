import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findBarriers, timeoutMs, withForm } from './form-browser.ts';
import { creator, creatorInfo } from './forms.ts';

const publish = (page: Page) => page.getByRole('button', { name: 'Publish on TikTok' });
const audience = (page: Page) => page.getByRole('button', { name: /Who can see this post/ });
const box = (page: Page, name: string) => page.getByRole('checkbox', { name, exact: true });
/** The input is visually hidden below its label, which is what a person presses. */
const press = (page: Page, label: string) => page.getByText(label, { exact: true }).click();
const choose = async (page: Page, level: string): Promise<void> => {
  await audience(page).click();
  await page.getByRole('option', { name: level }).click();
};
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('[data-field]')?.getAttribute('data-field'));
const declaration = (page: Page) => page.locator('.declaration p').first();

describe('the form of a post', () => {
  test(
    'begins with nothing chosen, under the name of who posts',
    () =>
      withForm({}, async (page) => {
        expect(await page.getByText('Lena Moreau').isVisible()).toBe(true);
        expect(await audience(page).textContent()).toBe('Select');
        for (const name of ['Allow Comment', 'Allow Duet', 'Allow Stitch'])
          expect(await box(page, name).isChecked()).toBe(false);
        for (const control of await page.getByRole('switch').all())
          expect(await control.isChecked()).toBe(false);
        expect(await box(page, 'Your brand').count()).toBe(0);
        expect(await publish(page).getAttribute('aria-disabled')).toBe('true');
        expect(await findBarriers(page)).toEqual([]);
      }),
    timeoutMs,
  );

  test(
    'offers the audiences of the creator in their order, and one of an unknown name by that',
    () =>
      withForm(
        { creator: { ...creator, creator: { ...creatorInfo, privacyOptions: ['SELF_ONLY', 'NEW_LEVEL'] } } },
        async (page) => {
          await audience(page).click();

          const options = await page.getByRole('option').all();
          expect(await Promise.all(options.map((one) => one.locator('.option-name').textContent()))).toEqual([
            'Only me',
            'NEW_LEVEL',
          ]);
          expect(await findBarriers(page)).toEqual([]);
        },
      ),
    timeoutMs,
  );

  test(
    'says what is missing on hover, on focus and on a press, which leads to the first of it',
    () =>
      withForm({ staged: undefined }, async (page) => {
        // The first movement on a page is no hover yet: React Aria waits to see what kind of pointer it is.
        await page.mouse.move(5, 5);
        await publish(page).hover();
        expect(await page.getByRole('tooltip').textContent()).toBe(
          'Still needed: Video or photos and Who can see it',
        );
        await page.mouse.move(0, 0);
        await page.getByRole('tooltip').waitFor({ state: 'detached' });
        await page.getByRole('link', { name: 'Music Usage Confirmation' }).focus();
        await page.keyboard.press('Tab');
        expect(await page.getByRole('tooltip').isVisible()).toBe(true);

        await page.keyboard.press('Enter');

        expect(await focused(page)).toBe('media');
        expect(await page.getByText('Choose who can see the post.').first().isVisible()).toBe(true);
        await page.getByRole('button', { name: 'Who can see it' }).click();
        expect(await focused(page)).toBe('privacyLevel');
        expect(await page.evaluate(() => window.bodies)).toEqual([]);
        expect(await findBarriers(page)).toEqual([]);
      }),
    timeoutMs,
  );

  test(
    'publishes what was chosen, and only when the button is pressed',
    () =>
      withForm({}, async (page) => {
        await page.getByLabel('Caption').fill('Behind the scenes');
        await choose(page, 'Friends');
        await press(page, 'Allow Duet');
        await press(page, 'AI-generated content');
        expect(await page.evaluate(() => window.bodies)).toEqual([]);

        await publish(page).click();

        expect(await page.evaluate(() => window.bodies)).toEqual([
          expect.objectContaining({
            post: expect.objectContaining({
              title: 'Behind the scenes',
              privacyLevel: 'MUTUAL_FOLLOW_FRIENDS',
              allowComment: false,
              allowDuet: true,
              isAiGenerated: true,
            }),
            consent: { musicUsage: true, brandedContentPolicy: false },
          }),
        ]);
      }),
    timeoutMs,
  );

  test(
    'asks what a disclosed post promotes, in TikTok’s words, and says how it will be labelled',
    () =>
      withForm({}, async (page) => {
        await choose(page, 'Everyone');
        await press(page, 'Disclose commercial content');

        expect(await publish(page).getAttribute('aria-disabled')).toBe('true');
        await publish(page).hover();
        expect(await page.getByRole('tooltip').textContent()).toBe(
          'You need to indicate if your content promotes yourself, a third party, or both.',
        );
        expect(await page.getByText('will be labeled').count()).toBe(0);

        await press(page, 'Your brand');
        expect(await page.locator('.label-line').textContent()).toBe(
          "Your photo/video will be labeled as 'Promotional content'",
        );
        expect(await declaration(page).textContent()).toBe(
          "By posting, you agree to TikTok's Music Usage Confirmation",
        );
        expect(await publish(page).getAttribute('aria-disabled')).toBeNull();

        await press(page, 'Branded content');
        expect(await page.locator('.label-line').textContent()).toBe(
          "Your photo/video will be labeled as 'Paid partnership'",
        );
        expect(await declaration(page).textContent()).toBe(
          "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation",
        );
        const links = await declaration(page).getByRole('link').all();
        expect(await Promise.all(links.map((link) => link.getAttribute('href')))).toEqual([
          'https://www.tiktok.com/legal/page/global/bc-policy/en',
          'https://www.tiktok.com/legal/page/global/music-usage-confirmation/en',
        ]);
        expect(await findBarriers(page)).toEqual([]);

        await press(page, 'Disclose commercial content');
        await press(page, 'Disclose commercial content');
        expect(await box(page, 'Your brand').isChecked()).toBe(false);
        expect(await box(page, 'Branded content').isChecked()).toBe(false);
      }),
    timeoutMs,
  );

  test(
    'keeps branded content and a private audience apart, whichever comes first',
    () =>
      withForm({}, async (page) => {
        await press(page, 'Disclose commercial content');
        await press(page, 'Branded content');
        await audience(page).click();
        const onlyMe = page.getByRole('option', { name: 'Only me' });
        expect(await onlyMe.getAttribute('aria-disabled')).toBe('true');
        expect(await onlyMe.locator('[title]').getAttribute('title')).toBe(
          'Branded content visibility cannot be set to private.',
        );
        expect(await onlyMe.textContent()).toContain('Branded content visibility cannot be set to private.');
        await page.keyboard.press('Escape');

        await press(page, 'Branded content');
        await choose(page, 'Only me');
        expect(await box(page, 'Branded content').isDisabled()).toBe(true);
        expect(
          await page
            .locator('[data-field=disclosure]')
            .getByText('Branded content visibility cannot be set to private.')
            .isVisible(),
        ).toBe(true);
        expect(await findBarriers(page)).toEqual([]);
      }),
    timeoutMs,
  );

  test(
    'greys out what the creator has closed, and takes back what is closed later',
    () =>
      withForm(
        { creator: { ...creator, creator: { ...creatorInfo, commentDisabled: true } } },
        async (page) => {
          expect(await box(page, 'Allow Comment').isDisabled()).toBe(true);
          expect(await page.getByText('Switched off in the creator’s TikTok settings.').isVisible()).toBe(
            true,
          );
          await choose(page, 'Only me');
          await press(page, 'Allow Stitch');
          await audience(page).focus();

          await page.evaluate((changed) => window.surround({ creator: changed }), {
            ...creator,
            creator: { ...creatorInfo, privacyOptions: ['PUBLIC_TO_EVERYONE'], stitchDisabled: true },
          });

          await page.getByText(/“Only me” is not offered any more/).waitFor();
          await page.getByText(/Allow Stitch had to be switched off/).waitFor();
          expect(await audience(page).textContent()).toBe('Select');
          expect(await box(page, 'Allow Stitch').isChecked()).toBe(false);
          expect(await focused(page)).toBe('privacyLevel');
          await choose(page, 'Everyone');
          expect(await page.getByText(/is not offered any more/).isVisible()).toBe(false);
        },
      ),
    timeoutMs,
  );
});
