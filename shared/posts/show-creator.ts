import type { CreatorInfo } from '../platforms/posting.ts';
import type { CreatorPosting } from './creator-info.ts';
import { showQuota } from './quota.ts';

/** Creator info as the API shows it. */
export const showCreator = (info: CreatorInfo) => ({
  nickname: info.displayName,
  username: info.username,
  avatarUrl: info.avatarUrl,
  privacyOptions: [...info.privacyOptions],
  commentDisabled: info.isCommentDisabled,
  duetDisabled: info.isDuetDisabled,
  stitchDisabled: info.isStitchDisabled,
  maxVideoSeconds: info.maxVideoSeconds,
});

/** Whether a creator can post, as the API shows it. */
export const showCreatorPosting = (posting: CreatorPosting) => ({
  canPostNow: posting.canPost,
  reason: posting.canPost ? null : posting.reason,
  code: posting.canPost ? null : posting.code,
  canPostAt: posting.canPost ? null : (posting.until?.toISOString() ?? null),
  creator: posting.info === null ? null : showCreator(posting.info),
  quota: showQuota(posting.quota),
  fetchedAt: posting.fetchedAt.toISOString(),
});
