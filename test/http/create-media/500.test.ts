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

describe('create-media when something unforeseen happens', () => {
  testSurprise(
    api,
    {
      method: 'POST',
      target: '/api/tiktok/media',
      json: { fileName: 'a.mp4', contentType: 'video/mp4', sizeBytes: 5 },
    },
    () => api.token(),
  );
});
