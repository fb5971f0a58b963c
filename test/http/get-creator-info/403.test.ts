import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testWithoutScope } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('get-creator-info without its scope', () => {
  testWithoutScope(api, { method: 'GET', target: '/api/tiktok/creator-info?accountId=a' }, 'publish');
});
