import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testWithoutScope } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

describe('sign-media-parts without its scope', () => {
  testWithoutScope(
    api,
    {
      method: 'POST',
      target: '/api/tiktok/media/01990000-0000-7000-8000-000000000000/parts',
      json: { partNumbers: [1] },
    },
    'publish',
  );
});
