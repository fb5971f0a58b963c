import type { Page } from 'playwright-core';

export interface FocusStop {
  readonly name: string;
  /** From the top of the page. */
  readonly y: number;
  /** Whether something around it is drawn that is not drawn without the focus. */
  readonly isSeen: boolean;
}

const readStop = (): FocusStop & { readonly isPage: boolean } => {
  const { activeElement } = document;
  const isPage = activeElement === null || activeElement === document.body;
  if (isPage) return { name: '', y: 0, isSeen: false, isPage };
  const label = activeElement.closest('label');
  const labelled = (activeElement.getAttribute('aria-labelledby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent ?? '')
    .join(' ');
  const own =
    activeElement instanceof HTMLInputElement
      ? [...(activeElement.labels ?? [])].map((one) => one.textContent).join(' ')
      : '';
  const name = [
    activeElement.getAttribute('aria-label'),
    labelled,
    own,
    label?.textContent,
    activeElement.textContent,
  ]
    .map((text) => (text ?? '').trim())
    .find((text) => text !== '');
  const box = label ?? activeElement;
  // The mark may be around the control, its label, or a drawing of it within the label.
  const drawn = [activeElement, box, ...box.querySelectorAll('*')];
  const isSeen = drawn.some((element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1.5) || boxShadow !== 'none';
  });
  return {
    name: name ?? activeElement.localName,
    y: Math.round(box.getBoundingClientRect().top + scrollY),
    isSeen,
    isPage,
  };
};

/** Presses Tab from the top of the page until it leaves the page, or this often. */
export const readFocusPath = async (page: Page, most: number): Promise<readonly FocusStop[]> => {
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    scrollTo(0, 0);
  });
  await page.locator('h1').first().click();
  const stops: FocusStop[] = [];
  while (stops.length < most) {
    await page.keyboard.press('Tab');
    const { isPage, ...stop } = await page.evaluate(readStop);
    if (isPage) break;
    stops.push(stop);
  }
  return stops;
};
