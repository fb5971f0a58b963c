import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { brokenAccounts, testSurprise } from '../../support/refusals.ts';

const api = await startApi({ replace: { accounts: brokenAccounts } });
afterAll(api.close);

describe('get-connection-status when something unforeseen happens', () => {
  testSurprise(api, { method: 'GET', target: '/api/platforms/tiktok/status' }, () => api.token());
});
