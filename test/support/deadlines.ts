/**
 * Makes every deadline of the product a fraction of what it is, so that a platform that hangs is waited for briefly.
 * Returns what restores the ordinary deadlines.
 */
export const shortenDeadlines = (factor: number): (() => void) => {
  const ordinary = AbortSignal.timeout;
  AbortSignal.timeout = (ms) => ordinary.call(AbortSignal, Math.ceil(ms * factor));
  return () => {
    AbortSignal.timeout = ordinary;
  };
};
