import type { PostWords } from '../posting.ts';
import { explainPostReason } from './post-reasons.ts';

/** What a person is shown of a post at TikTok. Its pages are found by the handle and the post's id. */
export const postWords: PostWords = {
  name: 'TikTok',
  publicLevel: 'PUBLIC_TO_EVERYONE',
  explainPostReason,
  postUrl: (username, mediaKind, postId) =>
    `https://www.tiktok.com/@${encodeURIComponent(username)}/${mediaKind === 'photos' ? 'photo' : 'video'}/${postId}`,
};
