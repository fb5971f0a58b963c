import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { signDelivery } from '../../support/api-queue.ts';

const api = await startApi();
afterAll(api.close);

const { clientSecret } = api.simulator.control.readApp();
const body = '{"client_key":"k","event":"tiktok.ping","create_time":1,"content":"{}"}';
const good = signDelivery(body, clientSecret, api.now());
const [goodTime = '', goodSignature = ''] = good.split(',');
let sentBefore = 0;
beforeEach(() => {
  sentBefore = api.sent.length;
});

const deliver = (signature: string | undefined, sent: string | Uint8Array = body) =>
  api.request('POST', '/api/webhooks/tiktok', {
    body: sent,
    headers: {
      'content-type': 'application/json',
      ...(signature === undefined ? {} : { 'tiktok-signature': signature }),
    },
  });

const at = (seconds: number) =>
  signDelivery(body, clientSecret, new Date(api.now().getTime() + seconds * 1000));

const wrong: readonly [string, string][] = [
  ['is no signature', 'hello'],
  ['has no time', goodSignature],
  ['has no hash', goodTime],
  ['has a shorter hash', good.slice(0, -2)],
  ['has a longer hash', `${good}00`],
  ['is by another secret', signDelivery(body, 'another', api.now())],
  ['is by no secret', signDelivery(body, '', api.now())],
  ['is of another body', signDelivery(`${body} `, clientSecret, api.now())],
  ['is of another time', good.replace('t=1', 't=2')],
  ['has one bit turned', good.replace(/.$/, (last) => (Number.parseInt(last, 16) ^ 1).toString(16))],
  ['is older than is accepted', at(-73 * 3600 - 1)],
  ['is from the future', at(301)],
];

describe('a delivery that is not signed as TikTok signs', () => {
  test.each([undefined, ''])('because it has no signature (%j) is refused', async (signature) => {
    const answer = await deliver(signature);

    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'signature_missing' });
    expect(api.sent).toHaveLength(sentBefore);
  });

  test.each(wrong)('because its signature %s is refused, without saying why', async (_what, signature) => {
    const answer = await deliver(signature);

    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({
      code: 'signature_invalid',
      detail: 'The delivery is not signed as TikTok signs.',
    });
    expect(api.sent).toHaveLength(sentBefore);
  });

  test('because a byte of the body was changed on the way is refused', async () => {
    const answer = await deliver(good, body.replace('ping', 'pong'));

    expect(answer.status).toBe(401);
  });

  test('is told from one at the very edge of what is accepted', async () => {
    expect((await deliver(at(-73 * 3600))).status).toBe(200);
    expect((await deliver(at(300))).status).toBe(200);
    expect(api.sent).toHaveLength(sentBefore + 2);
  });
});
