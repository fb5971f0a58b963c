import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { surprise, testSurprise } from '../../support/refusals.ts';

const api = await startApi({ replace: { reachDatabase: surprise } });
afterAll(api.close);

describe('get-health when something unforeseen happens', () => {
  testSurprise(api, { method: 'GET', target: '/api/health' });
});
