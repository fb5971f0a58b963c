import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { signDelivery, startWebhookQueue } from '../../support/api-queue.ts';

const queue = await startWebhookQueue();
const api = await startApi({ replace: { send: queue.send } });
afterAll(() => Promise.all([api.close(), queue.close()]));

const { clientSecret } = api.simulator.control.readApp();
const limitBytes = 262_144;

const deliver = async (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  api.request('POST', '/api/webhooks/tiktok', {
    body,
    headers: {
      'content-type': 'application/json',
      'tiktok-signature': signDelivery(body, clientSecret, api.now()),
      ...headers,
    },
  });

describe('a signed delivery', () => {
  test.each([
    ['an event', '{"client_key":"k","event":"tiktok.ping","create_time":1,"content":"{}"}'],
    ['text in other scripts', '{"x":"東京 🎬 é"}'],
    ['what is no JSON', 'hello'],
    ['nothing at all', ''],
    ['bytes that are no UTF-8', Buffer.from([0x00, 0xff, 0xfe, 0x80])],
    ['JSON that ends in a line break', '{"x":1}\r\n'],
    ['as much as is taken', Buffer.alloc(limitBytes, 'x')],
  ])('of %s is in the queue, byte for byte, when it is answered', async (_what, body) => {
    const answer = await deliver(body);

    const { 'webhook-events': bodies = [] } = await queue.bodies();
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('');
    expect(Buffer.from(bodies.at(-1) ?? 'missing', 'base64')).toEqual(Buffer.from(body));
  });

  test.each(['application/octet-stream', 'text/plain', 'application/x-www-form-urlencoded'])(
    'is taken whatever content type it says it has (%s)',
    async (type) => {
      const answer = await deliver('{"é":"%20+%"}', { 'content-type': type });

      expect(answer.status).toBe(200);
    },
  );

  test('needs no token, and query parameters do not matter', async () => {
    const headers = {
      'tiktok-signature': signDelivery('{}', clientSecret, api.now()),
      authorization: 'Bearer x',
    };

    const answer = await api.request('POST', '/api/webhooks/tiktok?a=1&a=2', { body: '{}', headers });

    expect(answer.status).toBe(200);
  });
});
