import { afterAll, describe, expect, test } from '@jest/globals';
import { countMedia, startMediaApi } from '../../support/media-api.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startMediaApi();
afterAll(api.close);

describe('create-media for what TikTok would not take', () => {
  test.each([
    ['image/png', 5, 'body /contentType', 'image/jpeg'],
    ['image/heic', 5, 'body /contentType', 'image/webp'],
    ['video/x-matroska', 5, 'body /contentType', 'video/mp4'],
    ['text/plain', 5, 'body /contentType', 'Convert the file'],
    ['constructor', 5, 'body /contentType', 'Convert the file'],
    ['video/mp4', 4 * 1024 ** 3 + 1, 'body /sizeBytes', '4 GB'],
    ['image/jpeg', 20_000_001, 'body /sizeBytes', '20 MB'],
  ])(
    '%s of %d bytes is refused with a sentence, and nothing is begun',
    async (contentType, sizeBytes, pointer, says) => {
      const json = { fileName: 'file', contentType, sizeBytes };

      const answer = await api.request('POST', '/api/tiktok/media', { token: await api.token(), json });

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ code: 'media_refused', detail: expect.stringContaining(says) });
      expect(pointersOf(answer.body)).toEqual([pointer]);
      expect(await countMedia(api)).toBe(0);
      expect(api.bucket.read()).toEqual({ objects: [], uploads: [] });
    },
  );
});
