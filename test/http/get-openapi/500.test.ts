import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { surprise, testSurprise } from '../../support/refusals.ts';

const api = await startApi({ replace: { clock: surprise } });
afterAll(api.close);

describe('get-openapi when something unforeseen happens', () => {
  testSurprise(api, { method: 'GET', target: '/api/openapi.json' });
});
