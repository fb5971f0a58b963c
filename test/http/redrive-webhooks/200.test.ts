import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { startWebhookQueue } from '../../support/api-queue.ts';

const queue = await startWebhookQueue();
const redrive = async (until: Date) =>
  queue.redrive(new Date(Date.now() + until.getTime() - api.now().getTime()));
const api = await startApi({ replace: { redrive } });
afterAll(() => Promise.all([api.close(), queue.close()]));

const request = async () =>
  api.request('POST', '/api/workers/webhooks', { token: await api.token({ scope: 'operate' }) });

describe('a redrive', () => {
  test('moves every dead letter back, byte for byte, and counts them', async () => {
    const bodies = Array.from({ length: 23 }, (_, index) => Buffer.from(`event ${index}`).toString('base64'));
    for (const body of bodies) await queue.sendDead({ body, attributes: { clientKey: 'k', error: 'broke' } });

    const answer = await request();

    const after = await queue.bodies();
    expect(answer.body).toEqual({ moved: 23, remaining: 0 });
    expect(after['webhook-events']?.toSorted()).toEqual(bodies.toSorted());
    expect(after['webhook-events-dlq'] ?? []).toEqual([]);
  });

  test('of nothing moves nothing', async () => {
    expect((await request()).body).toEqual({ moved: 0, remaining: 0 });
  });
});
