import { describe, expect, test } from '@jest/globals';
import { post as postSchema, postState } from '../../../shared/contract/post-reply.ts';
import type { PostRow } from '../../../shared/database/posts.ts';
import { postWords } from '../../../shared/platforms/tiktok/post-words.ts';
import { explainReason, ownReasons } from '../../../shared/posts/own-reasons.ts';
import { showPost } from '../../../shared/posts/show-post.ts';
import { cancelAsked } from '../../../shared/posts/status-sentence.ts';
import { postStates } from '../../../shared/posts/step.ts';

const at = new Date('2026-11-22T09:30:00.000Z');

/** A public video that TikTok is processing; a test states what differs. */
const makePost = (wish: Partial<PostRow> = {}): PostRow => ({
  id: '01990000-0000-7000-8000-000000000000',
  tenantId: 'tenant-a',
  userId: 'user-1',
  accountId: '01990000-0000-7000-8000-000000000001',
  createdBy: 'user-1',
  mode: 'direct',
  mediaKind: 'video',
  source: 'PULL_FROM_URL',
  intent: {
    media: { kind: 'video_url', videoUrl: 'https://media.example/a.mp4' },
    options: { title: 'A title', privacyLevel: 'PUBLIC_TO_EVERYONE' },
  },
  consent: null,
  reference: null,
  publishAt: null,
  sizeBytes: null,
  state: 'processing',
  reason: undefined,
  platformStatus: null,
  publishId: 'v_pub_url~v2.7600000000000000124',
  sealedUploadUrl: null,
  uploadExpiresAt: null,
  bytesConfirmed: 0,
  postIds: [],
  publicNotices: [],
  creatorCheckedAt: null,
  initAttempts: 1,
  submittedAt: at,
  isLeased: false,
  failures: 0,
  polls: 0,
  dueAt: null,
  willSubmitAt: null,
  stateTimes: { processing: at.toISOString() },
  version: 1,
  createdAt: at,
  updatedAt: at,
  ...wish,
});

const show = (wish: Partial<PostRow> = {}, username: string | null = 'the.creator') =>
  showPost({ post: makePost(wish), username }, postWords);

const ids = ['7600000000000000001', '7600000000000000002'] as const;

/** tiktok-api.md section 5.8: every fail reason of a post. */
const failReasons = [
  'file_format_check_failed',
  'duration_check_failed',
  'frame_rate_check_failed',
  'picture_size_check_failed',
  'internal',
  'video_pull_failed',
  'photo_pull_failed',
  'publish_cancelled',
  'auth_removed',
  'spam_risk_too_many_posts',
  'spam_risk_user_banned_from_posting',
  'spam_risk_text',
  'spam_risk',
];

/** tiktok-api.md section 5.10: every code of its posting calls but the one of success. */
const errorCodes = [
  'access_token_invalid',
  'scope_not_authorized',
  'scope_permission_missed',
  'invalid_param',
  'invalid_params',
  'invalid_file_upload',
  'app_version_check_failed',
  'invalid_publish_id',
  'token_not_authorized_for_specified_publish_id',
  'publish_not_cancellable',
  'spam_risk_too_many_posts',
  'spam_risk_user_banned_from_posting',
  'spam_risk_too_many_pending_share',
  'reached_active_user_cap',
  'unaudited_client_can_only_post_to_private_accounts',
  'url_ownership_unverified',
  'privacy_level_option_mismatch',
  'rate_limit_exceeded',
  'internal_error',
];

describe('a post as it is shown', () => {
  test.each(postStates)('in the state %s has the declared form and a sentence', (state) => {
    const shown = show({ state });

    expect(postSchema.parse(shown)).toEqual(shown);
    expect(shown.statusSentence).toMatch(/^[A-Z].{15,}\.$/);
    expect(shown.statusSentence).not.toContain('{');
  });

  test('can be in every state that the reply declares, and in no other', () => {
    expect(postState.options.toSorted()).toEqual(postStates.toSorted());
  });

  test.each([...failReasons, ...errorCodes])(
    'that failed with %s says so in words, and what to do',
    (code) => {
      const { failure, statusSentence } = show({ state: 'failed', reason: { code, logId: 'L1' } });

      expect(failure).toMatchObject({ code, logId: 'L1', sentence: statusSentence });
      expect(failure?.sentence).not.toContain(code);
    },
  );

  test.each([
    ['internal', 'retry'],
    ['video_pull_failed', 'retry'],
    ['spam_risk_too_many_posts', 'wait'],
    ['auth_removed', 'reconnect'],
    ['frame_rate_check_failed', 'change'],
    ['unaudited_client_can_only_post_to_private_accounts', 'creator_acts'],
    ['url_ownership_unverified', 'operator_acts'],
    ['spam_risk', 'none'],
    ['upload_expired', 'retry'],
    ['account_disconnected', 'reconnect'],
    ['media_gone', 'change'],
    ['never_finished', 'creator_acts'],
    ['media_range_ignored', 'operator_acts'],
  ])('that failed with %s advises %s', (code, advice) => {
    expect(show({ state: 'failed', reason: { code } }).failure).toMatchObject({ advice });
  });

  test.each(Object.keys(ownReasons))('has a plain sentence for our own code %s', (code) => {
    const { sentence } = explainReason(code, postWords);

    expect(sentence).toMatch(/^[A-Z].+\.$/);
    expect(sentence).not.toMatch(/[{}_]/u);
  });

  test('that failed with a code of next year tells the code as it is', () => {
    const { failure } = show({ state: 'failed', reason: { code: 'a_code_of_next_year' } });

    expect(failure).toMatchObject({
      advice: 'none',
      sentence: expect.stringContaining('a_code_of_next_year'),
    });
  });

  test.each(['constructor', '__proto__', 'toString'])('is not fooled by the code %s', (code) => {
    expect(show({ state: 'failed', reason: { code } }).failure?.sentence).toContain(code);
  });

  test('in doubt says what to do, though nothing has failed', () => {
    const { failure, statusSentence } = show({ state: 'outcome_unknown', publishId: null });

    expect(failure).toMatchObject({ code: 'answer_lost', advice: 'creator_acts' });
    expect(statusSentence).toContain('resolve-post');
  });

  test('in the inbox says that the creator opens the notification', () => {
    expect(show({ state: 'in_inbox', mode: 'inbox' }).statusSentence).toMatch(/inbox.*notification/);
  });

  test('that is published has no failure, whatever reason is kept with it', () => {
    expect(show({ state: 'published', reason: { code: 'resolved_by_person' } })).toMatchObject({
      failure: null,
      statusSentence: expect.stringContaining('person'),
    });
  });

  test('names each public post and where it is seen, with every digit', () => {
    const shown = show({ state: 'published', postIds: ids });

    expect(shown).toMatchObject({ postIds: [...ids], isPublic: true, noLongerPublic: [] });
    expect(shown.urls).toEqual(ids.map((id) => `https://www.tiktok.com/@the.creator/video/${id}`));
  });

  test('of photos is seen at the address of photos, and nowhere while the handle is not known', () => {
    const wish = { state: 'published', mediaKind: 'photos', postIds: [ids[0]] } as const;

    expect(show(wish).urls).toEqual([`https://www.tiktok.com/@the.creator/photo/${ids[0]}`]);
    expect(show(wish, null).urls).toEqual([]);
  });

  test('of which one is no longer public is public by the other', () => {
    const notices = [
      { postId: ids[0], isPublic: false, at },
      { postId: ids[1], isPublic: true, at },
    ];

    expect(show({ state: 'published', postIds: ids, publicNotices: notices })).toMatchObject({
      isPublic: true,
      noLongerPublic: [ids[0]],
      urls: [expect.stringContaining(ids[1])],
    });
  });

  test('of which none is public any more says so', () => {
    const publicNotices = [{ postId: ids[0], isPublic: false, at }];

    const shown = show({ state: 'published', postIds: [ids[0]], publicNotices });

    expect(shown).toMatchObject({ isPublic: false, urls: [] });
    expect(shown.statusSentence).toContain('not public any more');
  });

  test.each([
    ['PUBLIC_TO_EVERYONE', 'looks at public posts'],
    ['SELF_ONLY', 'audience that was chosen'],
  ])('published for %s and without an id says why there is none', (privacyLevel, words) => {
    const { media } = makePost().intent;

    const { statusSentence } = show({ state: 'published', intent: { media, options: { privacyLevel } } });

    expect(statusSentence).toContain(words);
  });

  test('on its way says how much of the file is there', () => {
    const shown = show({
      state: 'transferring',
      source: 'FILE_UPLOAD',
      sizeBytes: 50_000_123,
      bytesConfirmed: 10_500_000,
    });

    expect(shown.bytes).toEqual({ sent: 10_500_000, total: 50_000_123 });
    expect(shown.statusSentence).toContain('10.5 of 50.0 MB');
  });

  test('whose end TikTok was asked for says so while TikTok has not', () => {
    expect(show({ reason: { code: cancelAsked } })).toMatchObject({
      failure: null,
      statusSentence: expect.stringContaining('asked to stop'),
    });
  });
});
