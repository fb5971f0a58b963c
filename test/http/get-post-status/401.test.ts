import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { noPostId } from '../../support/post-requests.ts';
import { testUnauthenticated } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('get-post-status for a stranger', () => {
  testUnauthenticated(api, { method: 'GET', target: `/api/tiktok/status/${noPostId}` });
});
