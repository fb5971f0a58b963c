import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testWithoutScope } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('create-media without its scope', () => {
  testWithoutScope(
    api,
    {
      method: 'POST',
      target: '/api/tiktok/media',
      json: { fileName: 'a.mp4', contentType: 'video/mp4', sizeBytes: 5 },
    },
    'publish',
  );
});
