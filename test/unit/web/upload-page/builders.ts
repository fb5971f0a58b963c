import type { AccountStatus, CreatorPosting, Post, UploadBody } from '../../../../web/api/operations.ts';
import { createDraftStore, type DraftStore } from '../../../../web/pages/upload/drafts/draft-store.ts';
import type { DraftText } from '../../../../web/pages/upload/drafts/draft-text.ts';
import type { PageStorage } from '../../../../web/pages/upload/drafts/kept-items.ts';
import type { TabName } from '../../../../web/pages/upload/drafts/tab-name.ts';
import type { PendingPost } from '../../../../web/pages/upload/sending/submission.ts';

/** When what is built here came into being: just now, since a page looks often at what is young. */
export const madeAt = new Date().toISOString();

export const inDays = (days: number): string =>
  new Date(Date.parse(madeAt) + days * 86_400_000).toISOString();

export const quota: AccountStatus['quota'] = {
  pendingDrafts: { used: 0, limit: 5, freeAt: null },
  submissions: { usedInMinute: 0, limit: 6, freeAt: null },
  dailyPosts: { reached: false, until: null },
  activeCreators: { reached: false, until: null },
};

export const account = (differing: Partial<AccountStatus> = {}): AccountStatus => ({
  accountId: 'account-1',
  displayName: 'Lina',
  username: 'lina',
  avatarUrl: null,
  scopes: ['user.info.basic', 'video.publish', 'video.upload'],
  missingScopes: [],
  state: 'connected',
  stateReasonCode: 'connected',
  stateReason: null,
  connectedAt: '2026-02-03T10:00:00.000Z',
  accessExpiresAt: null,
  refreshExpiresAt: null,
  quota,
  ...differing,
});

export const creator = (differing: Partial<CreatorPosting> = {}): CreatorPosting => ({
  accountId: 'account-1',
  canPostNow: true,
  reason: null,
  code: null,
  canPostAt: null,
  creator: {
    nickname: 'Lina',
    username: 'lina',
    avatarUrl: null,
    privacyOptions: ['PUBLIC_TO_EVERYONE', 'SELF_ONLY'],
    commentDisabled: false,
    duetDisabled: false,
    stitchDisabled: false,
    maxVideoSeconds: 600,
  },
  quota,
  fetchedAt: madeAt,
  ...differing,
});

export const post = (differing: Partial<Post> = {}): Post => ({
  postId: 'post-1',
  publishId: null,
  accountId: 'account-1',
  mode: 'direct',
  mediaKind: 'video',
  source: 'PULL_FROM_URL',
  status: 'queued',
  statusSentence: 'It waits.',
  platformStatus: null,
  failure: null,
  bytes: { sent: 0, total: null },
  postIds: [],
  urls: [],
  isPublic: false,
  noLongerPublic: [],
  title: 'A walk',
  privacyLevel: 'PUBLIC_TO_EVERYONE',
  reference: null,
  publishAt: null,
  willSubmitAt: null,
  submittedAt: null,
  createdAt: madeAt,
  updatedAt: madeAt,
  times: { queued: madeAt },
  ...differing,
});

export const draftText = (differing: Partial<DraftText> = {}): DraftText => ({
  mode: 'direct',
  source: 'video-url',
  videoUrl: 'https://media.example.com/walk.mp4',
  photoUrls: [''],
  coverIndex: 0,
  title: 'A walk',
  description: '',
  isScheduled: false,
  publishAtLocal: '',
  ...differing,
});

export const uploadBody = (differing: Partial<UploadBody> = {}): UploadBody => ({
  accountId: 'account-1',
  mode: 'direct',
  media: { source: 'PULL_FROM_URL', videoUrl: 'https://media.example.com/walk.mp4' },
  ...differing,
});

export const pending = (differing: Partial<PendingPost> = {}): PendingPost => ({
  key: 'key-1',
  body: uploadBody(),
  pressedAt: 0,
  fileName: null,
  text: draftText(),
  ...differing,
});

/** Under which name the browser keeps what is a user's. */
export const keptOf = (sub = 'user-1'): string => encodeURIComponent(JSON.stringify(['default', sub]));

/** A storage like the browser's, in memory. */
export const memoryStorage = (): PageStorage => {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
  };
};

/** A tab of this name, which has others in store. */
export const tabName = (name: string): TabName => {
  let taken = 0;
  return {
    read: () => (taken === 0 ? name : `${name}-${taken}`),
    renew: () => {
      taken += 1;
    },
  };
};

/** The store of drafts as a tab opens it. */
export const openStore = (storage: PageStorage, clock = () => 0, tab = tabName('tab-1')): DraftStore =>
  createDraftStore({ openStorage: () => storage, tab, clock });
