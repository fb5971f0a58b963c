import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testWithoutScope } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('redrive-webhooks without its scope', () => {
  testWithoutScope(api, { method: 'POST', target: '/api/workers/webhooks' }, 'operate');
});
