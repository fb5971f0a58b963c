import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Failure } from '../../../shared/core/failure.ts';
import { postRules } from '../../../shared/platforms/tiktok/post-rules.ts';
import { readOrder } from '../../../shared/posts/check-order.ts';
import type { FormOptions, UploadForm } from '../../../shared/posts/upload-form.ts';
import {
  directPhotos,
  directVideo,
  nowhere,
  videoUrl,
  withFile,
  withPhotos,
} from '../../support/upload-forms.ts';

const settings = { mediaUrl: 'https://social.example/', verifiedProperties: ['media.example'] };
const now = new Date('2026-11-22T09:30:00.000Z');
const read = (form: UploadForm) => readOrder(form, postRules, settings, now);

const switches = [
  'allowComment',
  'allowDuet',
  'allowStitch',
  'yourBrand',
  'brandedContent',
  'isAiGenerated',
  'autoAddMusic',
];

describe('any form', () => {
  const maybe = <T>(value: fc.Arbitrary<T>, weight = 1) =>
    fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight, arbitrary: value });
  const flags = Object.fromEntries(switches.map((name) => [name, maybe(fc.boolean())]));
  const options: fc.Arbitrary<FormOptions> = fc.record({
    ...flags,
    title: maybe(fc.string({ maxLength: 100 })),
    description: maybe(fc.string({ maxLength: 100 })),
    privacyLevel: maybe(
      fc.constantFrom('SELF_ONLY', 'PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'FOLLOWER_OF_CREATOR'),
      24,
    ),
    coverTimestampMs: maybe(fc.nat()),
  });
  const url = fc.constantFrom(videoUrl, 'https://evil.example/a.mp4', 'http://media.example/a.mp4');
  const form: fc.Arbitrary<UploadForm> = fc.record({
    accountId: fc.constant(nowhere),
    mode: fc.constantFrom('direct', 'inbox'),
    media: fc.oneof(
      fc.constantFrom(
        directVideo.media,
        directPhotos.media,
        withFile(directVideo, 'a').media,
        withPhotos(directPhotos, 'a', 'b').media,
      ),
      fc.record({
        source: fc.constantFrom('FILE_UPLOAD', 'PULL_FROM_URL'),
        mediaId: maybe(fc.constant('a')),
        videoUrl: maybe(url),
        photoUrls: maybe(fc.array(url, { maxLength: 3 })),
        photoMediaIds: maybe(fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 })),
        coverIndex: maybe(fc.nat({ max: 3 })),
      }),
    ),
    post: maybe(options, 24),
    consent: maybe(fc.record({ musicUsage: fc.boolean(), brandedContentPolicy: maybe(fc.boolean(), 8) }), 8),
  });

  const outcomeOf = (given: UploadForm) => {
    try {
      return read(given);
    } catch (error) {
      return error;
    }
  };

  test('is read into an order that drops nothing of it, or refused by name', () => {
    let orders = 0;
    fc.assert(
      fc.property(form, (given) => {
        const outcome = outcomeOf(given);
        if (outcome instanceof Failure) {
          expect(outcome.errors.length).toBeGreaterThan(0);
          return;
        }
        const order = outcome as ReturnType<typeof read>;
        orders += 1;
        for (const [name, value] of Object.entries(given.post ?? {}))
          if (value !== undefined) expect(order.options).toHaveProperty(name, value);
        expect(order.consent === undefined).toBe(given.mode === 'inbox');
        expect('privacyLevel' in order.options).toBe(given.mode === 'direct');
        if (order.options.brandedContent === true)
          expect(['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS']).toContain(order.options.privacyLevel);
      }),
      { numRuns: 5_000, seed: 4 },
    );
    expect(orders).toBeGreaterThan(100);
  });
});
