import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { noPostId } from '../../support/post-requests.ts';
import { testOtherMediaTypes } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('resolve-post with another content type', () => {
  testOtherMediaTypes(api, {
    method: 'POST',
    target: `/api/tiktok/posts/${noPostId}/resolve`,
    json: { outcome: 'failed' },
  });
});
