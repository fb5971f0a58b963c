import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PostIntent } from '../../../shared/database/posts.ts';
import { postRules } from '../../../shared/platforms/tiktok/post-rules.ts';
import { writeOrder } from '../../../shared/platforms/tiktok/posting.ts';
import { readOrder } from '../../../shared/posts/check-order.ts';
import { type OrderedPost, orderOf } from '../../../shared/posts/order-of.ts';
import type { UploadForm } from '../../../shared/posts/upload-form.ts';
import { planUpload, uploadMaxBytes } from '../../../shared/posts/upload-plan.ts';
import {
  directPhotos,
  directVideo,
  inboxPhotos,
  inboxVideo,
  photoUrls,
  videoUrl,
} from '../../support/upload-forms.ts';

const settings = { verifiedProperties: ['media.example'] };
const now = new Date('2026-11-22T09:30:00.000Z');

/** A form as it is stored, of media that need no file. */
const store = (form: UploadForm): OrderedPost => {
  const { mode, media, options } = readOrder(form, postRules, settings, now);
  if (media.kind !== 'video_url' && media.kind !== 'photo_urls') throw new Error('It needs a file.');
  return { mode, intent: { media, options }, sizeBytes: null };
};

const file: PostIntent['media'] = { kind: 'file', mediaId: 'm', key: 'media/t/m', etag: 'e' };
const staged: PostIntent['media'] = {
  kind: 'photo_media',
  photos: [
    { mediaId: 'm', key: 'media/t/m' },
    { mediaId: 'n', key: 'media/t/n' },
  ],
  coverIndex: 1,
};

describe('the order of a stored post', () => {
  test('of a direct video names everything that can be allowed', () => {
    expect(orderOf(store(directVideo))).toEqual({
      kind: 'direct_video',
      source: { kind: 'url', url: videoUrl },
      post: {
        title: 'Behind the scenes #makingof',
        privacyLevel: 'SELF_ONLY',
        allowComment: false,
        allowDuet: false,
        allowStitch: false,
        yourBrand: false,
        brandedContent: false,
        isAiGenerated: false,
        coverTimestampMs: undefined,
      },
    });
  });

  test('of direct photos has their addresses, cover and music', () => {
    expect(orderOf(store(directPhotos))).toMatchObject({
      kind: 'direct_photos',
      source: { kind: 'photos', urls: photoUrls, coverIndex: 0 },
      post: { autoAddMusic: false, description: 'Three looks for autumn' },
    });
  });

  test('of drafts has nothing that the creator decides later', () => {
    expect(orderOf(store(inboxVideo))).toEqual({
      kind: 'inbox_video',
      source: { kind: 'url', url: videoUrl },
    });
    expect(orderOf(store(inboxPhotos))).toEqual({
      kind: 'inbox_photos',
      source: { kind: 'photos', urls: photoUrls, coverIndex: 1 },
      post: { title: 'Three looks', description: '', isAiGenerated: false },
    });
  });

  test('of a file announces it in chunks by its plan, whatever its size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: uploadMaxBytes }), (sizeBytes) => {
        const order = orderOf({ mode: 'inbox', intent: { media: file, options: {} }, sizeBytes });

        expect(order).toEqual({ kind: 'inbox_video', source: { kind: 'file', ...planUpload(sizeBytes) } });
      }),
    );
  });

  test('of staged photos has the addresses they are served under, in their order', () => {
    const post: OrderedPost = { mode: 'inbox', intent: { media: staged, options: {} }, sizeBytes: null };

    const order = orderOf(post, ['https://a.example/m', 'https://a.example/n']);

    expect(order.source).toEqual({
      kind: 'photos',
      urls: ['https://a.example/m', 'https://a.example/n'],
      coverIndex: 1,
    });
  });

  test.each<[string, OrderedPost, string[] | undefined]>([
    [
      'staged photos without addresses',
      { mode: 'inbox', intent: { media: staged, options: {} }, sizeBytes: null },
      undefined,
    ],
    [
      'staged photos with too few addresses',
      { mode: 'inbox', intent: { media: staged, options: {} }, sizeBytes: null },
      ['https://a.example/m'],
    ],
    [
      'a file without a size',
      { mode: 'inbox', intent: { media: file, options: {} }, sizeBytes: null },
      undefined,
    ],
    [
      'a direct post without an audience',
      { mode: 'direct', intent: { media: file, options: {} }, sizeBytes: 1 },
      undefined,
    ],
  ])('is not made up for %s', (_name, post, addresses) => {
    expect(() => orderOf(post, addresses)).toThrow();
  });

  test('asks the platform for exactly what the caller asked for', () => {
    const flag = fc.boolean();
    const switches = { allowComment: flag, yourBrand: flag, isAiGenerated: flag };
    const audience = fc.constantFrom('PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS');
    const options = fc.record({
      ...switches,
      allowDuet: flag,
      allowStitch: flag,
      brandedContent: flag,
      title: fc.string({ maxLength: 50 }),
      privacyLevel: audience,
      coverTimestampMs: fc.nat(),
    });
    const consent = { musicUsage: true, brandedContentPolicy: true };

    fc.assert(
      fc.property(options, (post) => {
        const { body } = writeOrder(orderOf(store({ ...directVideo, post, consent })));

        expect(body).toEqual({
          post_info: {
            title: post.title,
            privacy_level: post.privacyLevel,
            disable_comment: !post.allowComment,
            disable_duet: !post.allowDuet,
            disable_stitch: !post.allowStitch,
            brand_content_toggle: post.brandedContent,
            brand_organic_toggle: post.yourBrand,
            is_aigc: post.isAiGenerated,
            video_cover_timestamp_ms: post.coverTimestampMs,
          },
          source_info: { source: 'PULL_FROM_URL', video_url: videoUrl },
        });
      }),
    );
  });
});
