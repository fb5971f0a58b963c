import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { expectAccessible, keepScreenshot } from '../../support/axe.ts';
import { waitFor } from '../../support/wait-for.ts';
import { account, answersOf, fivePosts, list } from './widget-data.ts';
import { timeoutMs, tokenFor, withCrm } from './widget-page.ts';

const dashboard = (attributes = '', style = 'body{margin:0}') => ({
  body: `<creator-connect-widget token="${tokenFor('ada')}" ${attributes}></creator-connect-widget>`,
  style,
});
const good = answersOf([account()], list(fivePosts, { published: 128 }));

const groundOf = (page: Page): Promise<string> =>
  page.locator('section.card').evaluate((card) => getComputedStyle(card).backgroundColor);
const [light, dark] = ['rgb(255, 255, 255)', 'rgb(24, 28, 33)'];

describe('the looks of the widget', () => {
  test.each([
    ['the system', '', '', 'dark', dark],
    ['the system where the page leaves the choice', '', ':root{color-scheme:light dark}', 'dark', dark],
    ['the page where that has a scheme of its own', '', ':root{color-scheme:light}', 'dark', light],
    ['the page that is dark', '', ':root{color-scheme:dark}', 'light', dark],
    ['its attribute before all', 'theme="light"', ':root{color-scheme:dark}', 'dark', light],
    ['its attribute for dark', 'theme="dark"', '', 'light', dark],
  ] as const)(
    'follow %s',
    (_what, attributes, style, colorScheme, ground) =>
      withCrm(
        () => dashboard(attributes, style),
        good,
        async ({ page }) => {
          await page.getByText('Lina Moreau').waitFor();

          expect(await groundOf(page)).toBe(ground);
        },
        { colorScheme },
      ),
    timeoutMs,
  );

  test(
    'change with the system and with the page, as they change',
    () =>
      withCrm(
        () => dashboard('', '.night{color-scheme:dark}'),
        good,
        async ({ page }) => {
          await page.getByText('Lina Moreau').waitFor();
          const becomes = (ground: string) =>
            waitFor(`the ground to be ${ground}`, async () => (await groundOf(page)) === ground);
          await becomes(light);
          await page.emulateMedia({ colorScheme: 'dark' });
          await becomes(dark);
          await page.emulateMedia({ colorScheme: 'light' });
          await becomes(light);

          await page.evaluate(() => document.documentElement.classList.add('night'));

          await becomes(dark);
          expect(await groundOf(page)).toBe(dark);
        },
        { colorScheme: 'light' },
      ),
    timeoutMs,
  );

  test.each([240, 320, 420, 760, 1100])(
    'fit into %i pixels without a thing cut off at the side, in French',
    (width) =>
      withCrm(
        () => dashboard('lang="fr"'),
        good,
        async ({ page }) => {
          await page.getByText('Lina Moreau').waitFor();

          const overflow = await page
            .locator('.body')
            .evaluate((body) => [body.scrollWidth - body.clientWidth, document.body.scrollWidth]);
          expect(overflow).toEqual([0, width]);
          await expectAccessible(page, `widget-french-${width}`);
        },
        { viewport: { width, height: 720 } },
      ),
    timeoutMs,
  );

  test(
    'speak the language of the page, and write times as the reader’s region does',
    () =>
      withCrm(
        () => ({ ...dashboard(), script: 'document.documentElement.lang = "fr"' }),
        good,
        async ({ page }) => {
          await page.getByText('Connecté').waitFor();
          const text = await page.locator('section.card').textContent();
          await page.evaluate(() => document.documentElement.setAttribute('lang', 'en'));
          await page.getByText('Connected').waitFor();

          expect(text).toContain('4 mars');
          expect(text).toMatch(/Mis à jour à \d\d:\d\d/);
          expect(await page.locator('section.card').textContent()).toMatch(/4 Mar, \d\d:\d\d/);
        },
      ),
    timeoutMs,
  );

  test(
    'take nothing from the page but what is meant for them',
    () =>
      withCrm(
        () =>
          dashboard(
            '',
            `html{font-size:62.5%} * {color:red !important;font-family:cursive;letter-spacing:.5em;text-transform:uppercase;line-height:3}
             creator-connect-widget{--creator-connect-accent:rgb(90, 40, 200);--creator-connect-radius:0px;--creator-connect-height:30rem}`,
          ),
        good,
        async ({ page }) => {
          const name = page.locator('.who .strong');
          await name.waitFor();

          expect(
            await name.evaluate((found) => {
              const { color, letterSpacing, textTransform, fontSize } = getComputedStyle(found);
              return [color, letterSpacing, textTransform, fontSize];
            }),
          ).toEqual(['rgb(21, 24, 29)', 'normal', 'none', '16px']);
          expect(
            await page
              .getByRole('link', { name: 'New post' })
              .evaluate((link) => getComputedStyle(link).backgroundColor),
          ).toBe('rgb(90, 40, 200)');
          expect(
            await page
              .locator('creator-connect-widget')
              .evaluate((widget) => widget.getBoundingClientRect().height),
          ).toBe(300);
        },
        { colorScheme: 'light' },
      ),
    timeoutMs,
  );

  test(
    'hold still for who wants it, and stay legible in forced colours',
    () =>
      withCrm(
        () => dashboard(),
        good,
        async ({ page }) => {
          await page.getByText('Lina Moreau').waitFor();

          expect(
            await page.evaluate(
              () => document.querySelector('creator-connect-widget')?.shadowRoot?.getAnimations().length,
            ),
          ).toBe(0);
          await keepScreenshot(page, 'widget-forced-colors');
        },
        { reducedMotion: 'reduce', forcedColors: 'active', viewport: { width: 480, height: 700 } },
      ),
    timeoutMs,
  );

  test(
    'show where the focus is, in the order that is read',
    () =>
      withCrm(
        () => dashboard(),
        good,
        async ({ page }) => {
          await page.getByText('Lina Moreau').waitFor();
          const reached: (string | null | undefined)[] = [];
          for (let step = 0; step < 4; step += 1) {
            await page.keyboard.press('Tab');
            reached.push(
              await page.evaluate(() => {
                const active = document.querySelector('creator-connect-widget')?.shadowRoot?.activeElement;
                const isOutlined = active && getComputedStyle(active).outlineStyle === 'solid';
                return isOutlined ? active.textContent : null;
              }),
            );
          }

          expect(reached).toEqual([
            'Connect an account',
            'New post',
            'Behind the scenes at the spring market',
            'Three ways to tie a scarf',
          ]);
        },
      ),
    timeoutMs,
  );
});
