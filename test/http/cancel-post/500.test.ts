import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { noPostId } from '../../support/post-requests.ts';
import { surprise, testSurprise } from '../../support/refusals.ts';

const api = await startApi({ replace: { list: { find: surprise, list: surprise } } });
afterAll(api.close);

describe('cancel-post when something unforeseen happens', () => {
  testSurprise(api, { method: 'POST', target: `/api/tiktok/posts/${noPostId}/cancel` }, () => api.token());
});
