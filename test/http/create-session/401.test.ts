import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testUnauthenticated } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('create-session for a stranger', () => {
  testUnauthenticated(api, { method: 'POST', target: '/api/sessions', json: { userId: 'user-1' } });
});
