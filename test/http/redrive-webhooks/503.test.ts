import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { startWebhookQueue } from '../../support/api-queue.ts';

const queue = await startWebhookQueue();
const api = await startApi({ replace: { redrive: () => queue.redrive(new Date(Date.now() + 5_000)) } });
afterAll(() => Promise.all([api.close(), queue.close()]));

describe('redrive-webhooks while the queue service is down', () => {
  test.each([undefined, 'SendMessage', 'DeleteMessage'])(
    'for the action %s says so, and no dead letter is lost',
    async (action) => {
      await queue.sendDead({ body: 'aGVsbG8=', attributes: { clientKey: 'k' } });
      const fault = action === undefined ? {} : { action };
      queue.aws.setFault({ service: 'sqs', error: 'InternalFailure', ...fault });

      const answer = await api.request('POST', '/api/workers/webhooks', {
        token: await api.token({ scope: 'operate' }),
      });

      queue.aws.clearFaults();
      expect(answer.status).toBe(503);
      expect(answer.body).toMatchObject({ code: 'queue_unavailable' });
      expect((await queue.bodies())['webhook-events-dlq']).toContain('aGVsbG8=');
    },
  );
});
