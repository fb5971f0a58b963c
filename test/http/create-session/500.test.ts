import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { surprise, testSurprise } from '../../support/refusals.ts';

const api = await startApi({ replace: { signingSecret: surprise } });
afterAll(api.close);

describe('create-session when something unforeseen happens', () => {
  testSurprise(api, { method: 'POST', target: '/api/sessions', json: { userId: 'user-1' } }, () =>
    api.token(),
  );
});
