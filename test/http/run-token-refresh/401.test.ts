import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testUnauthenticated } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('run-token-refresh for a stranger', () => {
  testUnauthenticated(api, { method: 'POST', target: '/api/workers/token-refresh' });
});
