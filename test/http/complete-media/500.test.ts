import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { surprise, testSurprise } from '../../support/refusals.ts';

const broken = { insert: surprise, find: surprise, complete: surprise, markDeleted: surprise };
const api = await startApi({
  replace: ({ mediaStore }) => ({
    media: broken,
    mediaStore: { ...mediaStore, startUpload: async () => 'upload' },
  }),
});
afterAll(api.close);

describe('complete-media when something unforeseen happens', () => {
  testSurprise(
    api,
    {
      method: 'POST',
      target: '/api/tiktok/media/01990000-0000-7000-8000-000000000000/complete',
      json: { parts: [{ partNumber: 1, etag: 'x' }] },
    },
    () => api.token(),
  );
});
