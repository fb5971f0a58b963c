import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testTooLarge } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('complete-media with a large body', () => {
  testTooLarge(
    api,
    { method: 'POST', target: '/api/tiktok/media/01990000-0000-7000-8000-000000000000/complete' },
    131_072,
  );
});
