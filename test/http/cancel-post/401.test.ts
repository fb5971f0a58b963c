import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { noPostId } from '../../support/post-requests.ts';
import { testUnauthenticated } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('cancel-post for a stranger', () => {
  testUnauthenticated(api, { method: 'POST', target: `/api/tiktok/posts/${noPostId}/cancel` });
});
