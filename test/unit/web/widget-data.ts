import type { AccountStatus, Post } from '../../../web/api/operations.ts';
import type { PostList } from '../../../web/widget/data/queries.ts';

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** An account as the API shows it. */
export const account = (differing: Partial<AccountStatus> = {}): AccountStatus => ({
  accountId: 'account-1',
  displayName: 'Lina Moreau',
  username: 'linamoreau',
  avatarUrl: null,
  scopes: ['user.info.basic', 'video.publish', 'video.upload'],
  missingScopes: [],
  state: 'connected',
  stateReasonCode: 'connected',
  stateReason: 'The account is connected.',
  connectedAt: '2026-02-03T10:00:00.000Z',
  accessExpiresAt: null,
  refreshExpiresAt: new Date(Date.now() + 300 * 86_400_000).toISOString(),
  quota: {
    pendingDrafts: { used: 2, limit: 5, freeAt: null },
    submissions: { usedInMinute: 0, limit: 6, freeAt: null },
    dailyPosts: { reached: false, until: null },
    activeCreators: { reached: false, until: null },
  },
  ...differing,
});

/** A post as the API shows it. */
export const post = (differing: Partial<Post> = {}): Post => ({
  postId: 'post-1',
  publishId: null,
  accountId: 'account-1',
  mode: 'direct',
  mediaKind: 'video',
  source: 'FILE_UPLOAD',
  status: 'published',
  statusSentence: 'It is published, and everybody can see it.',
  platformStatus: null,
  failure: null,
  bytes: { sent: 0, total: 10_000_000 },
  postIds: [],
  urls: [],
  isPublic: false,
  noLongerPublic: [],
  title: 'A walk through the old town',
  privacyLevel: null,
  reference: null,
  publishAt: null,
  willSubmitAt: null,
  submittedAt: null,
  createdAt: minutesAgo(60),
  updatedAt: minutesAgo(1),
  times: {},
  ...differing,
});

const states: readonly Post['status'][] = [
  'scheduled',
  'queued',
  'submitting',
  'outcome_unknown',
  'transferring',
  'processing',
  'in_inbox',
  'cancelled',
  'failed',
  'published',
];

/** A page of posts with their counts. */
export const list = (posts: readonly Post[], counts: Partial<PostList['counts']> = {}): PostList => ({
  posts: [...posts],
  nextCursor: null,
  counts: {
    ...(Object.fromEntries(
      states.map((state) => [state, posts.filter(({ status }) => status === state).length]),
    ) as PostList['counts']),
    ...counts,
  },
  countsAreComplete: true,
});

/** Five posts in states that look different. */
export const fivePosts: readonly Post[] = [
  post({
    postId: 'p1',
    title: 'Behind the scenes at the spring market',
    status: 'transferring',
    bytes: { sent: 6_200_000, total: 10_000_000 },
  }),
  post({ postId: 'p2', title: 'Three ways to tie a scarf', status: 'in_inbox', mode: 'inbox' }),
  post({
    postId: 'p3',
    title: null,
    mediaKind: 'photos',
    status: 'scheduled',
    publishAt: new Date(Date.now() + 86_400_000).toISOString(),
    willSubmitAt: new Date(Date.now() + 86_400_000).toISOString(),
  }),
  post({
    postId: 'p4',
    title: 'A walk through the old town, from the harbour up to the lighthouse and back again',
    urls: ['https://www.tiktok.com/@linamoreau/video/7300000000000000001'],
    isPublic: true,
    times: { published: minutesAgo(95) },
  }),
  post({
    postId: 'p5',
    title: 'What is in my bag?',
    urls: ['https://www.tiktok.com/@linamoreau/video/7300000000000000002'],
    isPublic: true,
    times: { published: '2026-03-04T09:12:00.000Z' },
  }),
];

/** The answers of an API that all is well with. */
export const answersOf = (accounts: readonly AccountStatus[], posts: PostList) => ({
  '/api/platforms/tiktok/status': () => ({ connected: accounts.length > 0, accounts }),
  '/api/tiktok/posts': () => posts,
});
