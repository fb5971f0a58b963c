import type { RememberedUpload } from './upload-memory.ts';

/** What a chosen file means to what was there before. */
export type ChoiceDecision =
  /** Nothing was there, or it was shown and is replaced. */
  | { readonly kind: 'start' }
  /** The same bytes: what has arrived of them need not be sent again. */
  | { readonly kind: 'go-on'; readonly upload: RememberedUpload }
  /** It was changed since its upload began, if only the time of its change: joined to the old parts it might be a broken film. */
  | { readonly kind: 'ask-changed'; readonly upload: RememberedUpload }
  /** Another file than the one whose upload was interrupted: nobody said that this one is given up. */
  | { readonly kind: 'ask-other' };

/** How a file compares to the one that an upload was begun with. */
export type Likeness = 'same' | 'changed' | 'other';

type Measured = Pick<File, 'size' | 'lastModified'>;

/** The name does not count: a file that was renamed is the same. */
export const compareFile = (
  upload: RememberedUpload,
  file: Measured,
  fingerprint: string | undefined,
): Likeness => {
  if (upload.sizeBytes !== file.size || upload.fingerprint !== fingerprint) return 'other';
  if (upload.lastModified === file.lastModified) return 'same';
  // Of one that has arrived as a whole, there is nothing to join: it is another.
  return upload.parts === undefined ? 'changed' : 'other';
};

/** `offered` is shown as interrupted; `known` are all that may be gone on with, the likeliest first. */
export const decideChoice = (
  known: readonly RememberedUpload[],
  offered: RememberedUpload | undefined,
  file: Measured,
  fingerprint: string | undefined,
): ChoiceDecision => {
  const find = (likeness: Likeness) =>
    known.find((upload) => compareFile(upload, file, fingerprint) === likeness);
  const [same, changed] = [find('same'), find('changed')];
  if (same !== undefined) return { kind: 'go-on', upload: same };
  if (changed !== undefined) return { kind: 'ask-changed', upload: changed };
  return { kind: offered === undefined ? 'start' : 'ask-other' };
};
