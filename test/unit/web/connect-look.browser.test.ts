import { describe, expect, test } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expectAccessible, expectAccessibleInBothSchemes, keepScreenshot } from '../../support/axe.ts';
import { type Answers, type ApiAnswer, timeoutMs, toldOn, withPage } from './built-site.ts';
import {
  comeBack,
  connectPage,
  disconnectPath,
  everyStanding,
  listed,
  listing,
  sessionLink,
  startPath,
  statusPath,
} from './connect-world.ts';

const full = sessionLink('connect read publish');
const never = () => new Promise<ApiAnswer>(() => undefined);

interface State {
  readonly name: string;
  readonly address: string;
  readonly answers: Answers | (() => Answers);
  /** What is done to bring the state about, until it is there. */
  readonly reach: (opened: Page) => Promise<unknown>;
}

const heading = (name: string | RegExp) => (opened: Page) =>
  opened.getByRole('heading', { name }).first().waitFor();
const press = async (opened: Page, name: string | RegExp): Promise<void> =>
  opened.getByRole('button', { name }).first().click();

const states: readonly State[] = [
  {
    name: 'accounts',
    address: `${connectPage}?tiktok=connected&accountId=account-2${full}`,
    answers: { [statusPath]: everyStanding },
    reach: (opened) => toldOn(opened).getByText('not everything').waitFor(),
  },
  {
    name: 'loading',
    address: connectPage + full,
    answers: { [statusPath]: never },
    reach: (opened) => opened.locator('.loading').waitFor(),
  },
  {
    name: 'empty',
    address: connectPage + full,
    answers: { [statusPath]: () => listing() },
    reach: heading('No account is connected yet'),
  },
  {
    name: 'view-only',
    address: connectPage + sessionLink('read'),
    answers: { [statusPath]: () => listing(listed()) },
    reach: (opened) => opened.getByText('see your accounts, not change them').waitFor(),
  },
  {
    name: 'error',
    address: connectPage + full,
    answers: { [statusPath]: () => 'internal_error' },
    reach: heading('Your accounts could not be loaded'),
  },
  {
    name: 'refused',
    address: connectPage + full,
    answers: { [statusPath]: () => listing(listed()), [startPath]: () => 'return_to_not_allowed' },
    reach: async (opened) => {
      await press(opened, 'Connect another account');
      await toldOn(opened).getByText('TikTok could not be opened').waitFor();
    },
  },
  {
    name: 'stale',
    address: connectPage + full,
    answers: () => {
      const lists: ApiAnswer[] = [listing(listed())];
      return { [statusPath]: () => lists.shift() ?? 'internal_error' };
    },
    reach: async (opened) => {
      await opened.getByRole('heading', { name: 'Lina' }).waitFor();
      await comeBack(opened);
      await opened.getByText('could not be brought up to date').waitFor();
    },
  },
  {
    name: 'dialog',
    address: connectPage + full,
    answers: { [statusPath]: () => listing(listed()) },
    reach: async (opened) => {
      await press(opened, 'Disconnect (Lina)');
      await opened.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'dialog-failed',
    address: connectPage + full,
    answers: { [statusPath]: () => listing(listed()), [disconnectPath]: () => 'database_unavailable' },
    reach: async (opened) => {
      await press(opened, 'Disconnect (Lina)');
      await press(opened, /^Disconnect$/);
      await opened.getByText('could not be disconnected').waitFor();
    },
  },
  {
    name: 'missing',
    address: connectPage,
    answers: {},
    reach: heading('This page needs a link from your CRM'),
  },
  {
    name: 'ended',
    address: connectPage + full,
    answers: { [statusPath]: () => 'token_expired' },
    reach: heading('Your session has ended'),
  },
];

const begin = (answers: State['answers']): Answers => (typeof answers === 'function' ? answers() : answers);

/** Opens a page in a state and has a look at it; answers what the page and the browser complained of. */
const inState = async (
  { address, answers, reach }: State,
  options: BrowserContextOptions,
  look: (opened: Page) => Promise<void>,
): Promise<readonly string[]> => {
  const complaints: string[] = [];
  await withPage(
    address,
    begin(answers),
    async (opened, _asked, faults) => {
      await reach(opened);
      await look(opened);
      complaints.push(...faults);
    },
    { reducedMotion: 'reduce', ...options },
  );
  return complaints;
};

const isTooWide = (opened: Page): Promise<boolean> =>
  opened.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

/** All that is written on the page but what says that it is in another language. */
const readWords = (opened: Page): Promise<string> =>
  opened.evaluate(() => {
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (words.nextNode() !== null)
      if (words.currentNode.parentElement?.closest('[lang]') === document.documentElement)
        found.push(words.currentNode.textContent ?? '');
    return found.join('\n');
  });

const pick = (...names: readonly string[]): readonly State[] =>
  states.filter(({ name }) => names.includes(name));

describe('the look of the connect page', () => {
  test.each(states)(
    'is accessible by WCAG 2.2 AA, in light and in dark, and breaks no security policy: $name',
    async (state) => {
      const complaints = await inState(state, {}, (opened) =>
        expectAccessibleInBothSchemes(opened, `connect-${state.name}`),
      );

      expect(complaints).toEqual([]);
    },
    timeoutMs,
  );

  test.each(pick('accounts', 'empty', 'error', 'dialog', 'loading'))(
    'fits a screen of 320 px: $name',
    async (state) => {
      const tooWide: boolean[] = [];

      await inState(state, { viewport: { width: 320, height: 640 } }, async (opened) => {
        await keepScreenshot(opened, `connect-${state.name}-320`);
        tooWide.push(await isTooWide(opened));
      });

      expect(tooWide).toEqual([false]);
    },
    timeoutMs,
  );

  // The end of a session is no data: its notice comes above what is shown, which stays.
  test.each(pick('accounts', 'loading', 'empty', 'error', 'missing'))(
    'changes nothing that is shown already when the data arrive: $name',
    async ({ address, answers, reach }) => {
      const shifts: unknown[] = [];
      let open = (): void => undefined;
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      const late = Object.fromEntries(
        Object.entries(begin(answers)).map(([path, answer]) => [path, () => gate.then(answer)]),
      );

      await withPage(address, late, async (opened) => {
        await opened.evaluate(() => {
          Reflect.set(window, 'shifts', []);
          /** How much moved, and what: `sources` is not yet among the types of the DOM. */
          const describeShift = (entry: PerformanceEntry): string => {
            const sources: readonly { readonly node?: Node; readonly currentRect: DOMRect }[] = Reflect.get(
              entry,
              'sources',
            );
            const moved = sources.map(({ node }) => node?.parentElement?.className ?? '');
            return `${Reflect.get(entry, 'value')}: ${moved.join(', ')}`;
          };
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) Reflect.get(window, 'shifts').push(describeShift(entry));
          }).observe({ type: 'layout-shift', buffered: true });
        });
        if (address !== connectPage) await opened.locator('.loading').waitFor();
        open();
        await reach(opened);
        await opened.evaluate(
          () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
        );
        shifts.push(...(await opened.evaluate(() => Reflect.get(window, 'shifts'))));
      });

      expect(shifts).toEqual([]);
    },
    timeoutMs,
  );

  test(
    'is French at once when that is chosen, dates too, and stays so',
    () =>
      withPage(
        `${connectPage}?tiktok=connected&accountId=account-2${full}`,
        { [statusPath]: everyStanding },
        async (opened, _asked, faults) => {
          await toldOn(opened).getByText('not everything').waitFor();
          const english = await opened.getByText('Since 3 February 2026').count();
          await press(opened, 'Français');
          await toldOn(opened).getByText('mais tout n’a pas été autorisé').waitFor();
          const french = await readWords(opened);
          await expectAccessible(opened, 'connect-accounts-french');
          await opened.reload();
          await opened.getByRole('heading', { name: 'Vos comptes TikTok' }).waitFor();

          expect(english).toBeGreaterThan(0);
          expect(french).toContain('Depuis le 3 février 2026');
          expect(french).not.toMatch(/\b(the|your|you|is|and|again|since|allowed)\b/i);
          expect(await opened.title()).toContain('Connecter TikTok');
          expect(await opened.locator('html').getAttribute('lang')).toBe('fr');
          expect(faults).toEqual([]);
        },
      ),
    timeoutMs,
  );

  test(
    'is the language that the browser wishes',
    () =>
      withPage(
        connectPage + full,
        { [statusPath]: () => listing() },
        async (opened) => {
          await heading('Aucun compte n’est encore connecté')(opened);
          await keepScreenshot(opened, 'connect-empty-french');

          expect(await opened.getByRole('button', { name: 'English' }).count()).toBe(1);
        },
        { locale: 'fr-CA' },
      ),
    timeoutMs,
  );
});
