import { randomUUID } from 'node:crypto';
import { createId } from '../../shared/core/ids.ts';
import type { NewPost } from '../../shared/database/posts.ts';
import type { ConnectedAccount } from './token-world.ts';

/** The six kinds of posts that there are, and the one whose photos are staged here. */
export const postKinds = [
  'direct file',
  'direct pull',
  'direct photos',
  'inbox file',
  'inbox pull',
  'inbox photos',
  'direct staged photos',
] as const;
export type PostKind = (typeof postKinds)[number];

/** Everything of a post may be otherwise; what is given of `options` is merged into the ordinary ones. */
export interface PostWish extends Partial<Omit<NewPost, 'intent'>> {
  readonly options?: NewPost['intent']['options'];
  readonly durationSeconds?: number;
}

export const fileBytes = 1_000;

const directVideo = {
  title: 'Behind the scenes #makingof',
  privacyLevel: 'PUBLIC_TO_EVERYONE',
  allowComment: true,
  allowDuet: false,
  allowStitch: true,
  yourBrand: true,
  brandedContent: false,
  isAiGenerated: true,
  coverTimestampMs: 1_500,
};
const inboxPhotos = { title: 'Three looks', description: 'For autumn #ootd', isAiGenerated: false };
const directPhotos = {
  ...inboxPhotos,
  privacyLevel: 'SELF_ONLY',
  allowComment: false,
  autoAddMusic: true,
  yourBrand: false,
  brandedContent: false,
};

type Media = NewPost['intent']['media'];

const mediaOf = (kind: PostKind, id: string): Media => {
  switch (kind) {
    case 'direct file':
    case 'inbox file':
      return { kind: 'file', mediaId: randomUUID(), key: `media/tenant/${id}`, etag: 'etag' };
    case 'direct pull':
    case 'inbox pull':
      return { kind: 'video_url', videoUrl: `https://media.example/${id}.mp4` };
    case 'direct photos':
    case 'inbox photos': {
      const photoUrls = ['a', 'b'].map((name) => `https://media.example/${id}/${name}.jpg`);
      return { kind: 'photo_urls', photoUrls, coverIndex: 1 };
    }
    case 'direct staged photos': {
      const photos = ['a', 'b'].map((name) => ({ mediaId: randomUUID(), key: `media/tenant/${id}-${name}` }));
      return { kind: 'photo_media', photos, coverIndex: 0 };
    }
  }
};

const optionsOf = (kind: PostKind): NewPost['intent']['options'] => {
  if (kind === 'inbox photos') return inboxPhotos;
  if (kind.endsWith('photos')) return directPhotos;
  return kind.startsWith('direct') ? directVideo : {};
};

/** A post as upload stores it, of a kind, due now. */
export const newPost = (
  kind: PostKind,
  account: ConnectedAccount,
  now: Date,
  { options, durationSeconds, ...wish }: PostWish = {},
): NewPost => {
  const id = wish.id ?? createId(now);
  const mode = kind.startsWith('direct') ? 'direct' : 'inbox';
  const media = mediaOf(kind, id);
  const { publishAt = null } = wish;
  return {
    id,
    tenantId: account.tenant,
    userId: 'user-a',
    accountId: account.id,
    createdBy: 'user-a',
    mode,
    mediaKind: kind.endsWith('photos') ? 'photos' : 'video',
    source: media.kind === 'file' ? 'FILE_UPLOAD' : 'PULL_FROM_URL',
    intent: {
      media,
      ...(media.kind === 'file' ? { contentType: 'video/mp4' } : {}),
      ...(durationSeconds === undefined ? {} : { durationSeconds }),
      options: { ...optionsOf(kind), ...options },
    },
    consent:
      mode === 'direct'
        ? {
            musicUsage: true,
            brandedContentPolicy: false,
            givenBy: 'user-a',
            givenAt: now.toISOString(),
            creatorInfo: {},
          }
        : null,
    reference: null,
    publishAt,
    sizeBytes: media.kind === 'file' ? fileBytes : null,
    state: publishAt === null ? 'queued' : 'scheduled',
    creatorCheckedAt: mode === 'direct' ? now : null,
    dueAt: publishAt ?? new Date(now.getTime() + 60_000),
    willSubmitAt: publishAt,
    createdAt: now,
    ...wish,
  };
};
