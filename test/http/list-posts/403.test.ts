import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testWithoutScope } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('list-posts without its scope', () => {
  testWithoutScope(api, { method: 'GET', target: `/api/tiktok/posts` }, 'read');
});
