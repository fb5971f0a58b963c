/** Ends after a time. Throws when called off. */
export const wait = (delayMs: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    }, delayMs);
    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
  });

/** Ends once `isThere`, which is asked now and whenever `subscribe` tells of a change. Throws when called off. */
export const waitUntil = (
  isThere: () => boolean,
  subscribe: (listener: () => void) => () => void,
  signal: AbortSignal,
): Promise<void> =>
  new Promise((resolve, reject) => {
    if (isThere()) return resolve();
    const stop = () => {
      unsubscribe();
      signal.removeEventListener('abort', giveUp);
    };
    const giveUp = () => {
      stop();
      reject(signal.reason);
    };
    const unsubscribe = subscribe(() => {
      if (!isThere()) return;
      stop();
      resolve();
    });
    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
  });
