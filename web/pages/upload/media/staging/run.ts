import type { Transfer } from './transfer.ts';
import type { RememberedUpload } from './upload-memory.ts';

/** One chosen file, from when it is chosen until another takes its place. */
export interface Run {
  readonly controller: AbortController;
  file: File | undefined;
  readonly fingerprint: string | undefined;
  upload: RememberedUpload | undefined;
  transfer: Transfer | undefined;
  /** The upload that other tabs are told to leave to this one. */
  heldId: string | undefined;
  isPaused: boolean;
  hasBegunAnew: boolean;
}

export const createRun = (file: File | undefined, fingerprint: string | undefined): Run => ({
  controller: new AbortController(),
  file,
  fingerprint,
  upload: undefined,
  transfer: undefined,
  heldId: undefined,
  isPaused: false,
  hasBegunAnew: false,
});

/** Tells other tabs, until the run ends, that this one is at work on its upload. */
export const holdFor = (run: Run, mediaId: string, hold: (mediaId: string) => () => void): void => {
  if (run.heldId === mediaId) return;
  run.heldId = mediaId;
  run.controller.signal.addEventListener('abort', hold(mediaId), { once: true });
};
