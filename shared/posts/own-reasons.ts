import type { PostAdvice, PostReasonText, PostWords } from '../platforms/posting.ts';

const reason = (advice: PostAdvice, sentence: string): PostReasonText => ({ sentence, advice });

/**
 * Why a post of ours came to its end without the platform's having said so, for people, with the platform's name; the code is
 * stored.
 */
export const ownReasons = {
  account_not_connected: reason(
    'reconnect',
    'The account was not connected any more when the post was to be submitted. Connect it again, then post again.',
  ),
  account_disconnected: reason(
    'reconnect',
    'The account was disconnected before the post was submitted. Nothing was posted. Connect it again, then post again.',
  ),
  cancelled_by_user: reason('none', 'It was cancelled here before {platform} was asked. Nothing was posted.'),
  resolved_by_person: reason('none', 'A person looked at {platform} and settled what became of it.'),
  answer_lost: reason(
    'creator_acts',
    "{platform} was asked and its answer was lost. A notice of {platform} mostly settles it within minutes; if none does, look in the creator's {platform} account whether the post is there, and settle it with resolve-post. Posting again before that could post twice.",
  ),
  init_not_answered: reason(
    'retry',
    '{platform} was asked twice and its answers were lost. Without the bytes of the file nothing was posted. Post again.',
  ),
  not_sent_in_time: reason(
    'retry',
    '{platform} could not be asked for it within four days of its time, so it was given up. Nothing was posted. Post again.',
  ),
  platform_unavailable: reason(
    'retry',
    '{platform} could not be reached for hours, and the post was given up. Nothing was posted. Post again.',
  ),
  never_finished: reason(
    'creator_acts',
    "{platform} did not finish the post within a day. Look in the creator's {platform} account before posting again.",
  ),
  media_changed: reason('retry', 'The file was replaced while it was on its way. Post the new one.'),
  media_gone: reason('change', 'The file is no longer there. Upload it again, then post again.'),
  media_domain_missing: reason(
    'operator_acts',
    'This deployment has no verified media domain, and {platform} fetches photos from such a one alone. Nothing was posted.',
  ),
  media_range_ignored: reason(
    'operator_acts',
    'The media store sent other bytes than it was asked for, so nothing was sent on. The operator has to look at it.',
  ),
  upload_expired: reason(
    'retry',
    'The file did not reach {platform} within the hour that {platform} gives an upload. Nothing was posted. Post again.',
  ),
  upload_gone: reason(
    'retry',
    '{platform} did not know the upload any more. Nothing was posted. Post again.',
  ),
  upload_refused: reason('change', '{platform} refused the bytes of the file. Nothing was posted.'),
  upload_out_of_step: reason(
    'retry',
    '{platform} and we did not agree on which bytes had arrived, so the upload was given up. Nothing was posted. Post again.',
  ),
  transfer_broken: reason(
    'retry',
    'The transfer to {platform} failed again and again. Nothing was posted. Post again; if it goes on, tell the operator.',
  ),
  transfer_timeout: reason(
    'retry',
    'The connection to {platform} was too slow for the file. Nothing was posted. Post again, or a smaller file.',
  ),
} as const satisfies Readonly<Record<string, PostReasonText>>;

export type OwnReason = keyof typeof ownReasons;

const isOwnReason = (code: string): code is OwnReason => Object.hasOwn(ownReasons, code);

/** A code as a sentence and what to do, be it one of ours or the platform's. */
export const explainReason = (code: string, { name, explainPostReason }: PostWords): PostReasonText => {
  if (!isOwnReason(code)) return explainPostReason(code);
  const { sentence, advice } = ownReasons[code];
  return { sentence: sentence.replaceAll('{platform}', name), advice };
};
