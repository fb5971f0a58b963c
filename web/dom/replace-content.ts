/** Controls carry `data-key`, which names them across renderings. */
const keyOfFocus = (place: HTMLElement): string | undefined => {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement && place.contains(activeElement)
    ? activeElement.dataset['key']
    : undefined;
};

/**
 * Replaces what is in `place` and keeps the keyboard's focus on the control with the same key; when that is gone, the
 * focus goes to `fallback` rather than to the top of the page.
 */
export const replaceContent = (place: HTMLElement, content: readonly Node[], fallback: HTMLElement): void => {
  const key = keyOfFocus(place);
  place.replaceChildren(...content);
  if (key === undefined) return;
  const controls = [...place.querySelectorAll<HTMLElement>('[data-key]')];
  (controls.find((control) => control.dataset['key'] === key) ?? fallback).focus();
};
