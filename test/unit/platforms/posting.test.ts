import { describe, expect, test } from '@jest/globals';
import { PlatformError } from '../../../shared/platforms/platform.ts';
import type { PostOrder } from '../../../shared/platforms/posting.ts';
import {
  readAcceptedOrder,
  readCancelled,
  readCreatorInfo,
  readPostStatus,
  writeOrder,
} from '../../../shared/platforms/tiktok/posting.ts';

const answerOf = (body: unknown, status = 200) => ({
  status,
  headers: new Headers(),
  text: typeof body === 'string' ? body : JSON.stringify(body),
});
const ok = { code: 'ok', message: '', log_id: 'L1' };
const errorAnswer = (code: string, status: number) =>
  answerOf({ data: {}, error: { code, log_id: 'L2' } }, status);

const errorOf = (act: () => unknown): PlatformError => {
  try {
    act();
  } catch (error) {
    if (error instanceof PlatformError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
};

const file = { kind: 'file', sizeBytes: 50_000_123, chunkSizeBytes: 10_000_000, chunkCount: 5 } as const;
const address = { kind: 'url', url: 'https://media.example.com/tt/2026/clip.mp4' } as const;
const photos = {
  kind: 'photos',
  urls: ['https://m.example/1.jpg', 'https://m.example/2.jpg'],
  coverIndex: 1,
} as const;
const video = {
  title: 'Behind the scenes #makingof @simcreator',
  privacyLevel: 'SELF_ONLY',
  allowComment: true,
  allowDuet: false,
  allowStitch: false,
  yourBrand: false,
  brandedContent: false,
  isAiGenerated: false,
  coverTimestampMs: 1500,
};

describe('an order', () => {
  test('of a file is written as the example of TikTok’s page', () => {
    expect(writeOrder({ kind: 'direct_video', source: file, post: video })).toEqual({
      path: '/v2/post/publish/video/init/',
      body: {
        post_info: {
          title: 'Behind the scenes #makingof @simcreator',
          privacy_level: 'SELF_ONLY',
          disable_duet: true,
          disable_stitch: true,
          disable_comment: false,
          video_cover_timestamp_ms: 1500,
          brand_content_toggle: false,
          brand_organic_toggle: false,
          is_aigc: false,
        },
        source_info: {
          source: 'FILE_UPLOAD',
          video_size: 50_000_123,
          chunk_size: 10_000_000,
          total_chunk_count: 5,
        },
      },
    });
  });

  test('of a draft has a source and nothing else', () => {
    expect(writeOrder({ kind: 'inbox_video', source: address })).toEqual({
      path: '/v2/post/publish/inbox/video/init/',
      body: { source_info: { source: 'PULL_FROM_URL', video_url: address.url } },
    });
  });

  test('of photos is written as the example of TikTok’s page', () => {
    const post = {
      title: 'Three looks',
      description: 'Three looks for autumn #ootd',
      privacyLevel: 'SELF_ONLY',
      allowComment: false,
      autoAddMusic: true,
      yourBrand: true,
      brandedContent: false,
      isAiGenerated: true,
    };

    expect(writeOrder({ kind: 'direct_photos', source: photos, post })).toEqual({
      path: '/v2/post/publish/content/init/',
      body: {
        media_type: 'PHOTO',
        post_mode: 'DIRECT_POST',
        post_info: {
          title: 'Three looks',
          description: 'Three looks for autumn #ootd',
          privacy_level: 'SELF_ONLY',
          disable_comment: true,
          auto_add_music: true,
          brand_content_toggle: false,
          brand_organic_toggle: true,
        },
        source_info: { source: 'PULL_FROM_URL', photo_cover_index: 1, photo_images: photos.urls },
        is_aigc: true,
      },
    });
  });

  test('of a draft of photos says nothing that its creator chooses in the TikTok app', () => {
    const { path, body } = writeOrder({
      kind: 'inbox_photos',
      source: photos,
      post: { title: 'Three looks', description: '', isAiGenerated: false },
    });

    expect(path).toBe('/v2/post/publish/content/init/');
    expect(body).toMatchObject({
      post_mode: 'MEDIA_UPLOAD',
      post_info: { title: 'Three looks', description: '' },
    });
    expect(JSON.stringify(body)).not.toMatch(/privacy|disable|toggle|music/);
  });
});

describe('creator info', () => {
  const data = {
    creator_avatar_url: 'https://p16-sign.tiktokcdn.example/avatar.jpeg',
    creator_username: 'simcreator',
    creator_nickname: 'Sim Creator',
    privacy_level_options: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
    comment_disabled: false,
    duet_disabled: false,
    stitch_disabled: true,
    max_video_post_duration_sec: 600,
  };

  test('is read as TikTok’s page gives it', () => {
    expect(readCreatorInfo(answerOf({ data, error: ok }))).toEqual({
      canPost: true,
      info: {
        displayName: 'Sim Creator',
        username: 'simcreator',
        avatarUrl: 'https://p16-sign.tiktokcdn.example/avatar.jpeg',
        privacyOptions: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
        isCommentDisabled: false,
        isDuetDisabled: false,
        isStitchDisabled: true,
        maxVideoSeconds: 600,
      },
    });
  });

  test.each(['spam_risk_too_many_posts', 'spam_risk_user_banned_from_posting', 'reached_active_user_cap'])(
    'with %s inside HTTP 200 says that nothing can be posted, and why',
    (code) => {
      expect(readCreatorInfo(errorAnswer(code, 200))).toEqual({ canPost: false, code, logId: 'L2' });
    },
  );

  test('offers nothing that TikTok leaves out', () => {
    expect(readCreatorInfo(answerOf({ data: { privacy_level_options: [] }, error: ok }))).toMatchObject({
      info: { isCommentDisabled: true, isDuetDisabled: true, isStitchDisabled: true, maxVideoSeconds: null },
    });
  });

  test.each([
    ['access_token_invalid', 401, 'needs_reauthorization'],
    ['access_token_invalid', 200, 'needs_reauthorization'],
    ['scope_not_authorized', 401, 'needs_reauthorization'],
    ['rate_limit_exceeded', 429, 'throttled'],
    ['internal_error', 500, 'retry'],
    ['internal_error', 200, 'retry'],
  ])('that is refused by %s (%d) is of the class %s', (code, status, errorClass) => {
    expect(errorOf(() => readCreatorInfo(errorAnswer(code, status)))).toMatchObject({ code, errorClass });
  });
});

describe('the answer to an init', () => {
  const order: PostOrder = { kind: 'direct_video', source: file, post: video };
  const data = {
    publish_id: 'v_pub_file~v2-1.7600000000000000123',
    upload_url: 'https://open-upload.tiktokapis.com/video/?upload_id=67890&upload_token=SimTok01',
  };

  test('holds the publish id, and the upload address as a secret', () => {
    const taken = readAcceptedOrder(answerOf({ data, error: ok }), order);

    expect(taken).toMatchObject({ publishId: data.publish_id, logId: 'L1' });
    expect(taken.uploadUrl?.reveal()).toBe(data.upload_url);
    expect(JSON.stringify(taken)).not.toContain('SimTok01');
  });

  test.each([
    ['no address for a file', { data: { publish_id: 'x' }, error: ok }, 200],
    ['no publish id', { data: {}, error: ok }, 200],
    ['HTML', '<html>', 200],
    ['half an answer', '{"data":{"publish_id":"v_pub', 200],
    ["a gateway's 502", '<html>', 502],
    ['a fault of TikTok’s', { error: { code: 'internal_error' } }, 500],
    ['a fault inside HTTP 200', { error: { code: 'internal_error' } }, 200],
  ])('with %s leaves open whether it took effect', (_what, body, status) => {
    expect(errorOf(() => readAcceptedOrder(answerOf(body, status), order)).errorClass).toBe(
      'outcome_unknown',
    );
  });

  test.each([
    ['invalid_params', 400],
    ['spam_risk_too_many_posts', 403],
    ['spam_risk_too_many_pending_share', 403],
    ['unaudited_client_can_only_post_to_private_accounts', 403],
    ['privacy_level_option_mismatch', 403],
    ['spam_risk_too_many_posts', 200],
  ])('that refuses by %s (%d) took no effect, and keeps TikTok’s code and log id', (code, status) => {
    expect(errorOf(() => readAcceptedOrder(errorAnswer(code, status), order))).toMatchObject({
      errorClass: 'permanent',
      code,
      logId: 'L2',
    });
  });

  test('for an address needs no upload address', () => {
    const taken = readAcceptedOrder(answerOf({ data: { publish_id: 'v_pub_url~v2.76' }, error: ok }), {
      kind: 'inbox_video',
      source: address,
    });

    expect([taken.publishId, taken.uploadUrl]).toEqual(['v_pub_url~v2.76', undefined]);
  });

  test.each([403, 404])('by a gateway of its own with %d took no effect', (status) => {
    expect(errorOf(() => readAcceptedOrder(answerOf('<html>', status), order)).errorClass).toBe('retry');
  });
});

describe('a status', () => {
  test.each([
    ['PROCESSING_UPLOAD', 'processing'],
    ['PROCESSING_DOWNLOAD', 'processing'],
    ['SEND_TO_USER_INBOX', 'in_inbox'],
    ['PUBLISH_COMPLETE', 'published'],
    ['FAILED', 'failed'],
    ['A_NEW_STATUS', 'processing'],
  ])('%s means %s', (status, word) => {
    expect(readPostStatus(answerOf({ data: { status }, error: ok }))).toMatchObject({
      status,
      word,
      postIds: [],
    });
  });

  test('keeps every digit of post ids that come as numbers, also of those beyond 2^53', () => {
    const answer = answerOf(
      '{"data":{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":[7600000000000000456,9007199254740993,12,"7600000000000000457"],"uploaded_bytes":50000123},"error":{"code":"ok","log_id":"L"}}',
    );

    expect(readPostStatus(answer)).toMatchObject({
      postIds: ['7600000000000000456', '9007199254740993', '12', '7600000000000000457'],
      bytes: 50_000_123,
    });
  });

  test('of a post that was cancelled says so, and of one that failed why', () => {
    const of = (fail_reason: string) =>
      readPostStatus(answerOf({ data: { status: 'FAILED', fail_reason, downloaded_bytes: 7 }, error: ok }));

    expect(of('publish_cancelled')).toMatchObject({
      word: 'cancelled',
      failReason: 'publish_cancelled',
      bytes: 7,
    });
    expect(of('picture_size_check_failed')).toMatchObject({ word: 'failed' });
  });

  test.each(['invalid_publish_id', 'token_not_authorized_for_specified_publish_id'])(
    'refused by %s is final',
    (code) => {
      expect(errorOf(() => readPostStatus(errorAnswer(code, 400)))).toMatchObject({
        errorClass: 'permanent',
        code,
      });
    },
  );
});

describe('a cancel', () => {
  test('is taken without data', () => {
    expect(() => readCancelled(answerOf({ error: ok }))).not.toThrow();
  });

  test('that comes too late keeps TikTok’s code', () => {
    expect(errorOf(() => readCancelled(errorAnswer('publish_not_cancellable', 400))).code).toBe(
      'publish_not_cancellable',
    );
  });
});
