import type { PostRules } from '../post-rules.ts';

/** TikTok's rules of a post (tiktok-api.md sections 5.2 to 5.4, 5.7 and 9; the API's own ceiling of a video is 10 minutes). */
export const postRules: PostRules = {
  videoTitleMax: 2_200,
  photoTitleMax: 90,
  photoDescriptionMax: 4_000,
  photosMax: 35,
  draftVideoMaxSeconds: 600,
  // Whether followers alone may see it is not said; "public/friends" says no (section 9, point 27).
  notForBranded: ['SELF_ONLY', 'FOLLOWER_OF_CREATOR'],
  scopes: { direct: 'video.publish', inbox: 'video.upload' },
};
