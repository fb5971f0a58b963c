import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testUnauthenticated } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('start-authorization for a stranger', () => {
  testUnauthenticated(api, { method: 'GET', target: '/api/auth/tiktok' });
});
