/** The scopes of TikTok that a creator is told of in words, by the key of those words (a key holds no dot). */
export const scopeKeys = {
  'user.info.basic': 'user_info_basic',
  'user.info.profile': 'user_info_profile',
  'user.info.stats': 'user_info_stats',
  'video.publish': 'video_publish',
  'video.upload': 'video_upload',
  'video.list': 'video_list',
} as const;

export type ScopeKey = (typeof scopeKeys)[keyof typeof scopeKeys];

/** The key of a scope's words; undefined for a scope that came later than this page. */
export const scopeKeyOf = (scope: string): ScopeKey | undefined =>
  Object.entries(scopeKeys).find(([known]) => known === scope)?.[1];
