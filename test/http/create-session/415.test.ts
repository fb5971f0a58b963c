import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testOtherMediaTypes } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('create-session with a body that is not JSON', () => {
  testOtherMediaTypes(api, { method: 'POST', target: '/api/sessions', json: { userId: 'user-1' } });
});
