import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testTooLarge } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('create-media with a large body', () => {
  testTooLarge(api, { method: 'POST', target: '/api/tiktok/media' });
});
