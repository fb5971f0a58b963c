/** Tells the tabs of this browser which uploads are on their way in one of them. */
export interface UploadLock {
  /** Whether another tab is sending this upload. */
  isHeld(mediaId: string): Promise<boolean>;
  /** Holds it until the signal, or the end of the tab. */
  hold(mediaId: string, signal: AbortSignal): void;
}

const nameOf = (mediaId: string): string => `creator-connect.upload.${mediaId}`;

/** By Web Locks, which a tab that crashes lets go of; where there are none, no tab knows of another. */
export const createUploadLock = (locks: LockManager | undefined): UploadLock => ({
  isHeld: async (mediaId) => {
    const held = (await locks?.query())?.held ?? [];
    return held.some(({ name }) => name === nameOf(mediaId));
  },
  hold: (mediaId, signal) => {
    const untilThen = () =>
      new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    locks?.request(nameOf(mediaId), { ifAvailable: true }, untilThen).catch(() => undefined);
  },
});
