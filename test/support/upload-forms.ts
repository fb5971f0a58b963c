import type { UploadForm } from '../../shared/posts/upload-form.ts';

/** An id that names nothing. */
export const nowhere = '01990000-0000-7000-8000-000000000000';

export const videoUrl = 'https://media.example/tt/clip.mp4';
export const photoUrls = ['https://media.example/tt/look-1.jpg', 'https://media.example/tt/look-2.jpg'];

export const consent = { musicUsage: true, brandedContentPolicy: false } as const;

/** A video that the platform pulls, posted for the creator alone. */
export const directVideo: UploadForm = {
  accountId: nowhere,
  mode: 'direct',
  media: { source: 'PULL_FROM_URL', videoUrl },
  post: { title: 'Behind the scenes #makingof', privacyLevel: 'SELF_ONLY' },
  consent,
};

export const directPhotos: UploadForm = {
  accountId: nowhere,
  mode: 'direct',
  media: { source: 'PULL_FROM_URL', photoUrls, coverIndex: 0 },
  post: { title: 'Three looks', description: 'Three looks for autumn', privacyLevel: 'SELF_ONLY' },
  consent,
};

export const inboxVideo: UploadForm = {
  accountId: nowhere,
  mode: 'inbox',
  media: { source: 'PULL_FROM_URL', videoUrl },
};

export const inboxPhotos: UploadForm = {
  accountId: nowhere,
  mode: 'inbox',
  media: { source: 'PULL_FROM_URL', photoUrls, coverIndex: 1 },
  post: { title: 'Three looks' },
};

/** A staged video in place of an address. */
export const withFile = (form: UploadForm, mediaId: string): UploadForm => ({
  ...form,
  media: { source: 'FILE_UPLOAD', mediaId },
});

/** Staged photos in place of addresses. */
export const withPhotos = (form: UploadForm, ...photoMediaIds: string[]): UploadForm => ({
  ...form,
  media: { source: 'PULL_FROM_URL', photoMediaIds, coverIndex: 0 },
});
