import { createVideo } from '../../support/video-file.ts';

/** Ten seconds that nobody could play, and that every check takes for a video. */
export const clip = createVideo(300_000);

export const consent = { musicUsage: true };
export const publicPost = { title: 'From the API', privacyLevel: 'PUBLIC_TO_EVERYONE' };

/** A direct post of a staged video. */
export const direct = (mediaId: string, post: object = publicPost, agreed: object = consent) => ({
  mode: 'direct',
  media: { source: 'FILE_UPLOAD', mediaId },
  post,
  consent: agreed,
});

/** A direct post of photos by their addresses. */
export const photos = (photoUrls: readonly string[], post: object = publicPost) => ({
  mode: 'direct',
  media: { source: 'PULL_FROM_URL', photoUrls, coverIndex: 0 },
  post,
  consent,
});
