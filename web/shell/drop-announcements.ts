const pointing = '[data-live-announcer] [aria-labelledby]';

const pointsAtNothing = (announcement: Element): boolean =>
  (announcement.getAttribute('aria-labelledby') ?? '')
    .split(' ')
    .every((id) => document.getElementById(id) === null);

/**
 * React Aria announces a button that waits by pointing at it, and leaves that in the page for seconds. Where the button has
 * gone by then, as it does with its dialog, that is a picture without words (WCAG 1.1.1), and is taken away. Answers how
 * to stop.
 */
export const dropSpentAnnouncements = (): (() => void) => {
  const observer = new MutationObserver(() => {
    for (const announcement of document.querySelectorAll(pointing))
      if (pointsAtNothing(announcement)) announcement.remove();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  return () => observer.disconnect();
};
