import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { signDelivery } from '../../support/api-queue.ts';
import { surprise } from '../../support/refusals.ts';

const api = await startApi({ replace: { send: surprise } });
afterAll(api.close);

describe('receive-webhook when something unforeseen happens', () => {
  test('answers a plain 500, so that TikTok sends it again', async () => {
    const { clientSecret } = api.simulator.control.readApp();
    const headers = { 'tiktok-signature': signDelivery('{}', clientSecret, api.now()) };

    const answer = await api.request('POST', '/api/webhooks/tiktok', { body: '{}', headers });

    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('internal_detail');
    expect(api.log.text()).toContain('internal_detail');
  });
});
