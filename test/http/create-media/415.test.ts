import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testOtherMediaTypes } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('create-media with a body that is not JSON', () => {
  testOtherMediaTypes(api, {
    method: 'POST',
    target: '/api/tiktok/media',
    json: { fileName: 'a.mp4', contentType: 'video/mp4', sizeBytes: 5 },
  });
});
