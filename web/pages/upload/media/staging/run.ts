import type { Transfer } from './transfer.ts';
import type { RememberedUpload } from './upload-memory.ts';

/** One chosen file, from when it is chosen until another takes its place. */
export interface Run {
  readonly controller: AbortController;
  file: File | undefined;
  readonly fingerprint: string | undefined;
  upload: RememberedUpload | undefined;
  transfer: Transfer | undefined;
  isPaused: boolean;
  hasBegunAnew: boolean;
}

export const createRun = (file: File | undefined, fingerprint: string | undefined): Run => ({
  controller: new AbortController(),
  file,
  fingerprint,
  upload: undefined,
  transfer: undefined,
  isPaused: false,
  hasBegunAnew: false,
});
