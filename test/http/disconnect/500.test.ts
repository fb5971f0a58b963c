import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { brokenAccounts, testSurprise } from '../../support/refusals.ts';

const api = await startApi({ replace: { accounts: brokenAccounts } });
afterAll(api.close);

describe('disconnect when something unforeseen happens', () => {
  const json = { accountId: '01990000-0000-7000-8000-000000000000' };
  testSurprise(api, { method: 'POST', target: '/api/platforms/tiktok/disconnect', json }, () => api.token());
});
