/** Why a transfer cannot go on, as it is told to post-progress: a code of ours, and a sentence for a person. */
export interface TransferFailure {
  readonly code: TransferFailureCode;
  readonly detail: string;
}

const sentences = {
  upload_refused: 'The platform refused a part of the file, and would refuse the same part again.',
  upload_expired: 'The address to send the file to lives for an hour, and the file was not through by then.',
  upload_gone: 'The platform does not know this upload any more.',
  upload_out_of_step: 'The platform says that it is at another place of the file, and not at which.',
  media_changed: 'The stored file is no longer the one that was checked, or is gone.',
  media_range_ignored: 'The media store answered with another part of the file than was asked for.',
  transfer_timeout:
    'The connection to the platform is so slow that not one part of the file gets through in time.',
  transfer_broken: 'The transfer failed again and again for a reason of its own.',
} as const;

export type TransferFailureCode = keyof typeof sentences;

/** A failure by its code; `more` says what is known of this one. Nothing secret: it is stored with the post. */
export const transferFailure = (code: TransferFailureCode, more = ''): TransferFailure => ({
  code,
  detail: more === '' ? sentences[code] : `${sentences[code]} ${more}`,
});
