import type { RememberedUpload } from './upload-memory.ts';

/** What a chosen file means to what was there before. */
export type ChoiceDecision =
  /** Nothing was there, or it was shown and is replaced. */
  | { readonly kind: 'start' }
  /** The same bytes: what has arrived of them need not be sent again. */
  | { readonly kind: 'go-on'; readonly upload: RememberedUpload }
  /** Another file than the one whose upload was interrupted: nobody said that this one is given up. */
  | { readonly kind: 'ask' };

/** The name does not count: a file that was renamed is the same. */
export const isSameFile = (
  upload: RememberedUpload,
  file: { readonly size: number },
  fingerprint: string | undefined,
): boolean => upload.sizeBytes === file.size && upload.fingerprint === fingerprint;

export const decideChoice = (
  interrupted: RememberedUpload | undefined,
  file: { readonly size: number },
  fingerprint: string | undefined,
): ChoiceDecision => {
  if (interrupted === undefined) return { kind: 'start' };
  return isSameFile(interrupted, file, fingerprint)
    ? { kind: 'go-on', upload: interrupted }
    : { kind: 'ask' };
};
