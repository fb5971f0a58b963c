import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { surprise, testSurprise } from '../../support/refusals.ts';

const api = await startApi({ replace: { list: { find: surprise, list: surprise } } });
afterAll(api.close);

describe('list-posts when something unforeseen happens', () => {
  testSurprise(api, { method: 'GET', target: `/api/tiktok/posts` }, () => api.token());
});
