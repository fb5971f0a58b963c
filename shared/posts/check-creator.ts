import type { PostRow } from '../database/posts.ts';
import type { CreatorInfo } from '../platforms/posting.ts';

/** Why a direct post that was fine when it was asked for is not so any more. */
export type CreatorObjection = 'privacy_level_option_mismatch' | 'duration_check_failed';

/**
 * Whether the creator's present settings still allow a direct post (tiktok-api.md section 5.2: a level that is no longer
 * among the options is never sent, and never replaced by another). Comments, duets and stitches that the creator has
 * closed since are closed by the platform itself.
 */
export const objectionTo = (
  { intent, mediaKind }: Pick<PostRow, 'intent' | 'mediaKind'>,
  info: CreatorInfo,
): CreatorObjection | undefined => {
  const { privacyLevel } = intent.options;
  if (privacyLevel === undefined || !info.privacyOptions.includes(privacyLevel)) {
    return 'privacy_level_option_mismatch';
  }
  const isTooLong =
    mediaKind === 'video' &&
    intent.durationSeconds !== undefined &&
    info.maxVideoSeconds !== null &&
    intent.durationSeconds > info.maxVideoSeconds;
  return isTooLong ? 'duration_check_failed' : undefined;
};
