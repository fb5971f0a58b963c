import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Simulator } from '../../../infra/local/tiktok-simulator/simulator.ts';
import { encodeEnvelope } from '../../../infra/local/tiktok-simulator/webhook-event.ts';
import { corruptSignature, signBody } from '../../../infra/local/tiktok-simulator/webhook-signature.ts';
import {
  asRecord,
  clientSecret,
  type Received,
  type Receiver,
  readUserInfo,
  startOfTime,
  withReceiver,
  withSimulator,
} from './harness.ts';

const startSeconds = startOfTime / 1_000;
const hourMs = 3_600_000;

/** A simulator whose webhooks go to a receiver. */
const withBoth = (body: (simulator: Simulator, receiver: Receiver) => Promise<void>) =>
  withReceiver((receiver) =>
    withSimulator((simulator) => body(simulator, receiver), { app: { webhookUrl: receiver.url } }),
  );

const ping = { event: 'post.publish.complete', creator: 'simcreator' };
const bodyOf = (received: Received | undefined) => asRecord(JSON.parse(received?.body.toString() ?? ''));
const timestamps = (receiver: Receiver) =>
  receiver.received.map(({ headers }) =>
    Number(/^t=(\d+),s=[0-9a-f]{64}$/.exec(String(headers['tiktok-signature']))?.[1]),
  );

const isSigned = (received: Received | undefined, secret: string) => {
  const [, t, s] = /^t=(\d+),s=([0-9a-f]{64})$/.exec(String(received?.headers['tiktok-signature'])) ?? [];
  return (
    createHmac('sha256', secret)
      .update(`${t}.`)
      .update(received?.body ?? '')
      .digest('hex') === s
  );
};

describe('the signature', () => {
  test('and the bytes of an event are those of the published vector', () => {
    const body = encodeEnvelope({
      clientKey: 'awsimclientkey01',
      event: 'post.publish.publicly_available',
      createTimeSeconds: 1_793_000_000,
      userOpenid: '-000SimOpenIdAbCdEfGhIjKlMnOpQrStUvWx',
      content:
        '{"publish_id":"v_pub_file~v2-1.7600000000000000123","publish_type":"DIRECT_PUBLISH","post_id":"7600000000000000456"}',
    });

    expect(signBody(clientSecret, 1_793_000_005, body)).toBe(
      't=1793000005,s=6b556521a9cbc4d0e292c3d5e4a1ef28fe291b9a633d05769698f0a77d4f8c33',
    );
  });

  test('is well formed and wrong when it is corrupted', () => {
    const header = signBody('secret', 1, Buffer.from('x'));

    expect(corruptSignature(header)).toMatch(/^t=1,s=[0-9a-f]{64}$/);
    expect(corruptSignature(header)).not.toBe(header);
  });

  test('can be corrupt, absent, stale or made with the previous secret', () =>
    withBoth(async (simulator, receiver) => {
      const { control } = simulator;
      expect(() => control.sendEvent({ ...ping, signWith: 'previous' })).toThrow('no previous client secret');
      control.patchApp({ clientSecret: 'the-new-secret' });

      control.sendEvents(
        [
          ping,
          { ...ping, signWith: 'previous' },
          { ...ping, signature: 'corrupt' },
          { ...ping, signature: 'absent' },
          { ...ping, timestampOffsetSeconds: -300 },
        ],
        'given',
      );
      await control.settleWebhooks();

      const { received } = receiver;
      expect(received.map((each) => isSigned(each, 'the-new-secret'))).toEqual([
        true,
        false,
        false,
        false,
        true,
      ]);
      expect(isSigned(received[1], clientSecret)).toBe(true);
      expect(received[3]?.headers['tiktok-signature']).toBeUndefined();
      expect(timestamps(receiver)[4]).toBe(startSeconds - 300);
    }));
});

describe('events', () => {
  test('carry the documented envelope, with JSON text inside a string', () =>
    withBoth(async (simulator, receiver) => {
      simulator.control.sendEvents(
        [
          { event: 'post.publish.failed', creator: 'solo.dancer', content: { reason: 'internal' } },
          {
            event: 'post.publish.complete',
            userOpenid: 'x',
            contentText: '{"post_id":7600000000000000456}',
            createTimeSeconds: 5,
          },
          { event: 'portability.download.ready' },
        ],
        'given',
      );
      await simulator.control.settleWebhooks();

      expect(Object.keys(bodyOf(receiver.received[0]))).toEqual([
        'client_key',
        'event',
        'create_time',
        'user_openid',
        'content',
      ]);
      expect(bodyOf(receiver.received[0])).toMatchObject({
        create_time: startSeconds,
        content: '{"reason":"internal"}',
      });
      expect(bodyOf(receiver.received[1])).toMatchObject({
        create_time: 5,
        content: '{"post_id":7600000000000000456}',
      });
      expect(bodyOf(receiver.received[2])).not.toHaveProperty('user_openid');
    }));

  test('can be duplicated, turned round and mixed', () =>
    withBoth(async (simulator, receiver) => {
      const events = [1, 2, 3, 4, 5].map((createTimeSeconds) => ({ ...ping, createTimeSeconds }));
      const times = () => receiver.received.map((each) => bodyOf(each)['create_time']);

      simulator.control.sendEvents(events, 'reversed');
      await simulator.control.settleWebhooks();
      const reversed = times();
      receiver.received.length = 0;
      simulator.control.sendEvents(
        events.map((event) => ({ ...event, duplicates: 2 })),
        'shuffled',
      );
      await simulator.control.settleWebhooks();

      expect(reversed).toEqual([5, 4, 3, 2, 1]);
      expect(times().sort()).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5]);
    }));

  test('can be delayed by the simulated clock', () =>
    withBoth(async (simulator, receiver) => {
      simulator.control.sendEvent({ ...ping, delayMs: hourMs });
      await simulator.control.changeClock({ advanceMs: hourMs - 1 });
      const before = receiver.received.length;
      await simulator.control.changeClock({ advanceMs: 1 });

      expect([before, receiver.received.length]).toEqual([0, 1]);
    }));

  test('send any bytes as they are, signed', () =>
    withBoth(async (simulator, receiver) => {
      const bytes = Buffer.from([0, 255, 0xc3, 0x28, 10]);

      simulator.control.sendRaw({
        bodyBase64: bytes.toString('base64'),
        headers: { 'content-type': 'text/plain' },
      });
      await simulator.control.settleWebhooks();

      expect(receiver.received[0]?.body).toEqual(bytes);
      expect(receiver.received[0]?.headers['content-type']).toBe('text/plain');
      expect(isSigned(receiver.received[0], clientSecret)).toBe(true);
    }));

  test('arrive a thousand at a time over a bounded number of connections', () =>
    withBoth(async (simulator, receiver) => {
      simulator.control.sendEvent({ ...ping, duplicates: 999 });
      await simulator.control.settleWebhooks();

      expect(receiver.received).toHaveLength(1_000);
      expect(simulator.control.listWebhooks().every(({ state }) => state === 'delivered')).toBe(true);
    }));

  test('without a registered URL are noted and dropped after their retries', () =>
    withSimulator(async (simulator) => {
      simulator.control.sendEvent({ ...ping, retried: false });
      await simulator.control.settleWebhooks();

      expect(simulator.control.listWebhooks()[0]).toMatchObject({
        state: 'dropped',
        attempts: [{ status: null, failure: 'no webhook URL is registered' }],
      });
    }));
});

test('a creator who removes the app has dead tokens before the webhook arrives', () =>
  withReceiver((receiver) =>
    withSimulator(async (simulator) => {
      const { access_token } = simulator.control.connectCreator('simcreator');
      simulator.control.patchApp({ webhookUrl: receiver.url });

      simulator.control.disconnectCreator('simcreator', 3);
      const answer = await readUserInfo(simulator, access_token);
      await simulator.control.settleWebhooks();

      expect(answer.status).toBe(401);
      expect(bodyOf(receiver.received[0])).toMatchObject({
        event: 'authorization.removed',
        content: '{"reason":3}',
      });
      expect(simulator.control.listCreators().some(({ connected }) => connected)).toBe(false);
    }),
  ));
