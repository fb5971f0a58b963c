import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testTooLarge } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('run-token-refresh with a large body', () => {
  testTooLarge(api, { method: 'POST', target: '/api/workers/token-refresh' });
});
