import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testUnauthenticated } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('list-posts for a stranger', () => {
  testUnauthenticated(api, { method: 'GET', target: `/api/tiktok/posts` });
});
