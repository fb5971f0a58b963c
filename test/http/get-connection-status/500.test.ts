import { afterAll, describe } from '@jest/globals';
import { createAccountStore } from '../../../shared/database/accounts.ts';
import { startApi } from '../../support/api.ts';
import { createDatabase } from '../../support/database.ts';
import { surprise, testSurprise } from '../../support/refusals.ts';

const { app, drop } = await createDatabase();
const api = await startApi({ replace: { accounts: { ...createAccountStore(app), list: surprise } } });
afterAll(() => Promise.all([api.close(), drop()]));

describe('get-connection-status when something unforeseen happens', () => {
  testSurprise(api, { method: 'GET', target: '/api/platforms/tiktok/status' }, () => api.token());
});
