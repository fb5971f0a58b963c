/**
 * Sees to it that the keyboard's place is never lost: when what had the focus leaves the page, as a button does that has
 * done its work, and nothing else takes the focus, it goes to `fallback`. Answers how to stop.
 */
export const keepFocus = (fallback: () => HTMLElement): (() => void) => {
  let last: Element | null = document.activeElement;
  const remember = ({ target }: FocusEvent): void => {
    last = target instanceof Element ? target : null;
  };
  const isLost = (): boolean => last?.isConnected === false && document.activeElement === document.body;
  const observer = new MutationObserver(() => {
    // React Aria gives the focus of a dialog back in the next frame; it has asked for that frame before us.
    if (isLost()) requestAnimationFrame(() => isLost() && fallback().focus());
  });
  document.addEventListener('focusin', remember);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener('focusin', remember);
    observer.disconnect();
  };
};
