import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { noPostId } from '../../support/post-requests.ts';
import { testWithoutScope } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('get-post-status without its scope', () => {
  testWithoutScope(api, { method: 'GET', target: `/api/tiktok/status/${noPostId}` }, 'read');
});
