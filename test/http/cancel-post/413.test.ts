import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { noPostId } from '../../support/post-requests.ts';
import { testTooLarge } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('cancel-post with a large body', () => {
  testTooLarge(api, { method: 'POST', target: `/api/tiktok/posts/${noPostId}/cancel` });
});
