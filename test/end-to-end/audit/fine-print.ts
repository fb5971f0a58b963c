import type { Page } from 'playwright-core';

/** What is wrong with a page as it stands, as sentences. */
export interface FinePrint {
  /** By how much the page is wider than its window. */
  readonly beyondPx: number;
  /** Words that a box of a fixed size cuts off. */
  readonly cutOff: readonly string[];
  /** What is to be pressed and is smaller than 24 × 24 px (WCAG 2.2, 2.5.8), links within a sentence left out. */
  readonly small: readonly string[];
  /** What moves without end. */
  readonly endless: readonly string[];
}

const lookAtPage = (): FinePrint => {
  const roots: (Document | ShadowRoot)[] = [document];
  for (const element of document.querySelectorAll('*'))
    if (element.shadowRoot !== null) roots.push(element.shadowRoot);
  const all = roots.flatMap((root) => [...root.querySelectorAll<HTMLElement>('body *, :host *, *')]);
  const nameOf = (element: Element): string =>
    `${element.localName}.${element.getAttribute('class') ?? ''} “${(element.textContent ?? '').trim().slice(0, 40)}”`;
  const isShown = (element: HTMLElement): boolean =>
    element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }) &&
    element.closest('[inert], [aria-hidden=true]') === null;
  /** Hidden from eyes alone, by the usual square of one pixel. */
  const isSpokenOnly = (element: HTMLElement): boolean =>
    element.offsetWidth <= 1 || element.offsetHeight <= 1 || element.closest('.visually-hidden') !== null;

  // A dialog keeps the page behind it from scrolling.
  const cutOff = all.filter((element) => {
    if (element.matches('html, body')) return false;
    const { overflowX, overflowY } = getComputedStyle(element);
    const isCut =
      (['hidden', 'clip'].includes(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
      (['hidden', 'clip'].includes(overflowY) && element.scrollHeight > element.clientHeight + 1);
    // A title says the whole of what three dots stand for.
    return (
      isCut &&
      isShown(element) &&
      !isSpokenOnly(element) &&
      element.closest('[title]') === null &&
      (element.textContent ?? '').trim() !== ''
    );
  });

  const pressed =
    'a[href], button, input, select, textarea, summary, [role=button], [role=option], [role=radio], [role=switch], [role=checkbox]';
  const small = all
    .filter((element) => element.matches(pressed) && isShown(element))
    .map((element) => (element instanceof HTMLInputElement ? (element.closest('label') ?? element) : element))
    .filter((element) => !isSpokenOnly(element))
    .filter((element) => !(element.localName === 'a' && getComputedStyle(element).display === 'inline'))
    .filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      return width < 24 || height < 24;
    });

  const endless = roots
    .flatMap((root) => root.getAnimations())
    .filter(
      ({ effect, playState }) =>
        playState === 'running' && effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY,
    )
    .map(({ effect }) =>
      effect instanceof KeyframeEffect && effect.target !== null ? nameOf(effect.target) : 'something',
    );

  return {
    beyondPx: (document.scrollingElement?.scrollWidth ?? 0) - innerWidth,
    cutOff: cutOff.map(nameOf),
    small: small.map((element) => {
      const { width, height } = element.getBoundingClientRect();
      return `${nameOf(element)}: ${Math.round(width)} × ${Math.round(height)}`;
    }),
    endless,
  };
};

/** Looks at all that is on a page, in shadow trees too. */
export const readFinePrint = (page: Page): Promise<FinePrint> => page.evaluate(lookAtPage);

export const nothingWrong: FinePrint = { beyondPx: 0, cutOff: [], small: [], endless: [] };
