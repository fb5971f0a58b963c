import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { surprise, testSurprise } from '../../support/refusals.ts';

const api = await startApi({
  replace: { attempts: { insert: surprise, find: surprise, consume: surprise } },
});
afterAll(api.close);

describe('start-authorization when something unforeseen happens', () => {
  testSurprise(api, { method: 'GET', target: '/api/auth/tiktok' }, () => api.token());
});
