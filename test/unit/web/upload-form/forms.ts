import type { CreatorPosting } from '../../../../web/api/operations.ts';
import type { JudgedForm } from '../../../../web/pages/upload/form/judge-draft.ts';
import { type ChosenFile, type Draft, emptyDraft } from '../../../../web/pages/upload/model.ts';

export const now = new Date('2026-11-23T09:00:00.000Z');
export const accountId = '01990000-0000-7000-8000-00000000000a';
export const mediaId = '01990000-0000-7000-8000-00000000000b';

export const nowPlus = (ms: number): Date => new Date(now.getTime() + ms);
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export const creatorInfo = {
  nickname: 'Lena Moreau',
  username: 'lena.makes',
  avatarUrl: null,
  privacyOptions: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
  commentDisabled: false,
  duetDisabled: false,
  stitchDisabled: false,
  maxVideoSeconds: 600,
};

/** A creator who may post now. */
export const creator: CreatorPosting = {
  accountId,
  canPostNow: true,
  reason: null,
  code: null,
  canPostAt: null,
  creator: creatorInfo,
  quota: {
    pendingDrafts: { used: 0, limit: 5, freeAt: null },
    submissions: { usedInMinute: 0, limit: 6, freeAt: null },
    dailyPosts: { reached: false, until: null },
    activeCreators: { reached: false, until: null },
  },
  fetchedAt: now.toISOString(),
};

/** A creator of whom TikTok takes no post until a moment. */
export const closedUntil = (canPostAt: Date | null): CreatorPosting => ({
  ...creator,
  canPostNow: false,
  code: 'spam_risk_too_many_posts',
  reason: 'The creator has reached the number of posts.',
  canPostAt: canPostAt?.toISOString() ?? null,
});

const facts = {
  container: 'mp4',
  codec: 'h264',
  durationSeconds: 14,
  widthPx: 720,
  heightPx: 1280,
  frameRate: 30,
} as const;

/** A file that lies in the store, as long as its facts say, until `expiresAt`. */
export const stagedFile = (
  durationSeconds: number | null = 14,
  expiresAt = nowPlus(2 * dayMs),
): ChosenFile => ({
  name: 'clip.mp4',
  sizeBytes: 1_000_000,
  previewUrl: undefined,
  facts: { ...facts, durationSeconds },
  problems: [],
  staging: {
    kind: 'staged',
    media: {
      mediaId,
      kind: 'video',
      fileName: 'clip.mp4',
      sizeBytes: 1_000_000,
      contentType: 'video/mp4',
      facts: { ...facts, durationSeconds },
      problems: [],
      usable: true,
      expiresAt: expiresAt.toISOString(),
    },
  },
});

/** A draft of which nothing is missing but the file. */
export const goodDraft: Draft = { ...emptyDraft, title: 'Behind the scenes', privacyLevel: 'SELF_ONLY' };

/** A form that may be published, but for what is given. */
export const formOf = (given: Partial<JudgedForm> = {}): JudgedForm => ({
  draft: goodDraft,
  creator,
  staged: stagedFile(),
  scopes: ['user.info.basic', 'video.publish', 'video.upload'],
  now,
  ...given,
});
