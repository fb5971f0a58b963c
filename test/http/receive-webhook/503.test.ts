import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { signDelivery, startWebhookQueue } from '../../support/api-queue.ts';
import { failToReadSecret } from '../../support/outages.ts';

const queue = await startWebhookQueue();
const api = await startApi({ replace: { send: queue.send } });
const credentials = { read: failToReadSecret, readAgain: failToReadSecret };
const withoutSecret = await startApi({ replace: { credentials } });
afterAll(() => Promise.all([api.close(), withoutSecret.close(), queue.close()]));
beforeEach(queue.aws.clearFaults);

const { clientSecret } = api.simulator.control.readApp();
const signed = () => ({
  body: '{}',
  headers: { 'tiktok-signature': signDelivery('{}', clientSecret, api.now()) },
});

describe('receive-webhook during an outage', () => {
  test.each(['InternalFailure', 'ThrottlingException', 'unavailable'] as const)(
    'of the queue by %s does not say 200, so that TikTok sends it again',
    async (error) => {
      queue.aws.setFault({ service: 'sqs', error });

      const answer = await api.request('POST', '/api/webhooks/tiktok', signed());

      expect(answer.status).toBe(503);
      expect(answer.body).toMatchObject({ code: 'queue_unavailable' });
      expect((await queue.bodies())['webhook-events'] ?? []).toEqual([]);
    },
  );

  test('of Secrets Manager refuses nobody and takes nothing', async () => {
    const answer = await withoutSecret.request('POST', '/api/webhooks/tiktok', signed());

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'secret_unavailable' });
    expect(withoutSecret.sent).toEqual([]);
  });

  test('over takes the same delivery when it comes again', async () => {
    const answer = await api.request('POST', '/api/webhooks/tiktok', signed());

    expect(answer.status).toBe(200);
    expect((await queue.bodies())['webhook-events']).toHaveLength(1);
  });
});
