import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { surprise, testSurprise } from '../../support/refusals.ts';

const api = await startApi({ replace: { clock: surprise } });
const broken = await startApi({
  replace: { attempts: { insert: surprise, find: surprise, consume: surprise } },
});
afterAll(() => Promise.all([api.close(), broken.close()]));

describe('the callback when something unforeseen happens', () => {
  testSurprise(api, { method: 'GET', target: '/api/auth/tiktok/callback' });

  test('in the operation itself still sends the browser back, and the log has the cause', async () => {
    const answer = await broken.request('GET', '/api/auth/tiktok/callback?state=a&code=b');

    expect(answer.headers['location']).toBe(
      'https://connect.example/platforms/connect/tiktok?tiktok=error&code=internal_error',
    );
    expect(broken.log.lines).toMatchObject([{ level: 'error' }]);
    expect(broken.log.text()).toContain('internal_detail');
  });
});
