import { describe, expect, test } from '@jest/globals';
import type { PostRow, PostState } from '../../../shared/database/posts.ts';
import { messageDelayMaxMs, nextLook } from '../../../shared/posts/poll-plan.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const submittedAt = new Date('2026-11-22T09:30:00.000Z');

const post = (changes: Partial<PostRow> = {}): PostRow => ({
  id: 'post',
  tenantId: 'tenant-a',
  userId: 'user-a',
  accountId: 'account',
  createdBy: 'user-a',
  mode: 'direct',
  mediaKind: 'video',
  source: 'PULL_FROM_URL',
  intent: {
    media: { kind: 'video_url', videoUrl: 'https://media.example/a.mp4' },
    options: { privacyLevel: 'PUBLIC_TO_EVERYONE' },
  },
  consent: null,
  reference: null,
  publishAt: null,
  sizeBytes: null,
  state: 'processing',
  reason: undefined,
  platformStatus: null,
  publishId: 'v_pub_url~v2.1',
  sealedUploadUrl: null,
  uploadExpiresAt: null,
  bytesConfirmed: 0,
  postIds: [],
  publicNotices: [],
  creatorCheckedAt: null,
  initAttempts: 1,
  submittedAt,
  isLeased: false,
  failures: 0,
  polls: 0,
  dueAt: null,
  willSubmitAt: null,
  stateTimes: {},
  version: 1,
  createdAt: submittedAt,
  updatedAt: submittedAt,
  ...changes,
});
const afterMs = (ms: number): Date => new Date(submittedAt.getTime() + ms);
const audience = (privacyLevel: string): Pick<PostRow, 'intent'> => ({
  intent: { ...post().intent, options: { privacyLevel } },
});

/** The looks at a post that stays as it is, as seconds after its submission. */
const looksOf = (stays: Partial<PostRow>): { at: number[]; end: unknown } => {
  const at: number[] = [];
  let ms = 0;
  for (let polls = 0; polls < 10_000; polls += 1) {
    const look = nextLook(post({ ...stays, polls }), afterMs(ms));
    if (typeof look === 'string') return { at, end: look };
    ms += look.afterMs;
    at.push(ms / secondMs);
  }
  return { at, end: 'never' };
};

describe('the plan of looks at a post', () => {
  test('is after 5, 10, 20 and 30 seconds, each minute to a quarter of an hour, each quarter to a day', () => {
    const { at, end } = looksOf({ state: 'processing' });

    expect(at.slice(0, 6)).toEqual([5, 15, 35, 65, 125, 185]);
    const gaps = at.slice(1).map((one, place) => one - (at[place] ?? 0));
    expect(gaps.slice(4).every((gap) => gap === 60 || gap === 900)).toBe(true);
    expect(at.filter((one) => one < 15 * 60).length).toBeLessThan(20);
    expect([end, at.at(-1)]).toEqual(['never_finished', expect.any(Number)]);
    expect(at.at(-1) ?? 0).toBeGreaterThanOrEqual(24 * 3600);
    expect(at.at(-1) ?? 0).toBeLessThan(24.5 * 3600);
  });

  test('asks about a post for a day at most a hundred and twenty times', () => {
    const counts = [looksOf({}), looksOf({ state: 'in_inbox' }), looksOf({ state: 'published' })];

    expect(counts.filter(({ at }) => at.length > 120)).toEqual([]);
  });

  test('has no look that a message would have to wait for longer than a queue allows', () => {
    const all = [looksOf({}), looksOf({ state: 'in_inbox' })].flatMap(({ at }) =>
      at.slice(1).map((one, place) => one - (at[place] ?? 0)),
    );

    expect(Math.max(...all) * secondMs).toBeLessThanOrEqual(messageDelayMaxMs);
  });

  test.each<PostState>([
    'scheduled',
    'queued',
    'submitting',
    'transferring',
    'outcome_unknown',
    'failed',
    'cancelled',
  ])('has no look at a post that is %s: TikTok has nothing to tell of it', (state) => {
    expect(nextLook(post({ state }), afterMs(minuteMs))).toBe('none');
  });

  test.each([
    ['of everyone', audience('PUBLIC_TO_EVERYONE'), { afterMs: 5 * secondMs }],
    ['of friends', audience('MUTUAL_FOLLOW_FRIENDS'), 'none'],
    ['of followers', audience('FOLLOWER_OF_CREATOR'), 'none'],
    ['of the creator alone', audience('SELF_ONLY'), 'none'],
    ['that is known', { postIds: ['7600000000000000456'] }, 'none'],
    [
      'of a draft, whose audience the creator chose',
      { mode: 'inbox', ...audience('') },
      { afterMs: 5 * secondMs },
    ],
  ] as const)('once a post is published waits for the id %s, or not', (_name, changes, look) => {
    expect(nextLook(post({ state: 'published', ...changes }), afterMs(minuteMs))).toEqual(look);
  });

  test('looks at a draft in the inbox each quarter of an hour: its creator decides', () => {
    const { at, end } = looksOf({ state: 'in_inbox', mode: 'inbox' });

    expect(at.slice(0, 3)).toEqual([900, 1_800, 2_700]);
    expect(end).toBe('none');
  });

  test.each<[PostState, string]>([
    ['processing', 'never_finished'],
    ['in_inbox', 'none'],
    ['published', 'none'],
  ])('of a post that is %s ends after a day as %s', (state, end) => {
    expect(nextLook(post({ state, polls: 90 }), afterMs(24 * hourMs))).toBe(end);
  });
});
