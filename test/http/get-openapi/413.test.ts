import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testTooLarge } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('get-openapi with a large body', () => {
  testTooLarge(api, { method: 'GET', target: '/api/openapi.json' });
});
