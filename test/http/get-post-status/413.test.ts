import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { noPostId } from '../../support/post-requests.ts';
import { testTooLarge } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('get-post-status with a large body', () => {
  testTooLarge(api, { method: 'GET', target: `/api/tiktok/status/${noPostId}` });
});
