import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { surprise, testSurprise } from '../../support/refusals.ts';

const api = await startApi({ replace: { redrive: surprise } });
afterAll(api.close);

describe('redrive-webhooks when something unforeseen happens', () => {
  testSurprise(api, { method: 'POST', target: '/api/workers/webhooks' }, () =>
    api.token({ scope: 'operate' }),
  );
});
