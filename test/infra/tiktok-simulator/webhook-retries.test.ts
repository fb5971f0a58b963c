import { describe, expect, test } from '@jest/globals';
import type { Simulator } from '../../../infra/local/tiktok-simulator/simulator.ts';
import {
  asRecord,
  type Received,
  type Receiver,
  startOfTime,
  withReceiver,
  withSimulator,
} from './harness.ts';

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

describe('retries', () => {
  test('follow anything but exactly 200, with a doubling delay', () =>
    withBoth(async (simulator, receiver) => {
      receiver.statuses = [500, 204, 202, 301];

      simulator.control.sendEvent(ping);
      await simulator.control.changeClock({ advanceMs: hourMs });

      expect(simulator.control.listWebhooks()[0]).toMatchObject({ state: 'delivered', nextAttemptAt: null });
      expect(
        simulator.control
          .listWebhooks()[0]
          ?.attempts.map(({ at, status }) => [(at - startOfTime) / 1_000, status]),
      ).toEqual([
        [0, 500],
        [10, 204],
        [30, 202],
        [70, 301],
        [150, 200],
      ]);
    }));

  test('stop within 72 hours of the first attempt', () =>
    withReceiver(async (closed) =>
      withSimulator(async (simulator) => {
        const url = closed.url.replace(/:\d+/, ':1');
        simulator.control.sendEvent({ ...ping, url });
        await simulator.control.changeClock({ advanceMs: 100 * hourMs });

        const [delivery] = simulator.control.listWebhooks();
        expect(delivery?.state).toBe('dropped');
        expect(delivery?.attempts).toHaveLength(15);
        expect(delivery?.attempts.at(-1)).toMatchObject({
          status: null,
          failure: expect.stringContaining('ECONNREFUSED'),
        });
        expect((delivery?.attempts.at(-1)?.at ?? 0) - startOfTime).toBeLessThanOrEqual(72 * hourMs);
      }),
    ));

  test('are signed anew with a fresh t, or repeat the first header, as the switch or the event says', () =>
    withBoth(async (simulator, receiver) => {
      const run = async (retrySignature?: 'fresh' | 'repeated') => {
        receiver.received.length = 0;
        receiver.statuses = [500];
        const began = simulator.control.readClock().now / 1_000;
        simulator.control.sendEvent({ ...ping, ...(retrySignature ? { retrySignature } : {}) });
        await simulator.control.changeClock({ advanceMs: 60_000 });
        return timestamps(receiver).map((t) => t - began);
      };

      const fresh = await run();
      simulator.control.patchSwitches({ webhookRetrySignature: 'repeated' });
      const repeated = await run();
      const overridden = await run('fresh');

      expect([fresh, repeated, overridden]).toEqual([
        [0, 10],
        [0, 0],
        [0, 10],
      ]);
    }));

  test('are not made for the portal ping, whose content and signature are switches', () =>
    withBoth(async (simulator, receiver) => {
      receiver.statuses = [500];
      simulator.control.sendPing();
      await simulator.control.changeClock({ advanceMs: hourMs });
      simulator.control.patchSwitches({ pingSigned: false, pingContent: 'absent' });
      simulator.control.sendPing();
      await simulator.control.settleWebhooks();

      expect(receiver.received).toHaveLength(2);
      expect(bodyOf(receiver.received[0])).toMatchObject({ event: 'tiktok.ping', content: '{}' });
      expect(bodyOf(receiver.received[1])).not.toHaveProperty('content');
      expect(receiver.received.map(({ headers }) => 'tiktok-signature' in headers)).toEqual([true, false]);
    }));

  test('happen by themselves while the clock runs', () =>
    withReceiver((receiver) =>
      withSimulator(
        async (simulator) => {
          receiver.statuses = [500];
          simulator.control.sendEvent(ping);
          await simulator.control.settleWebhooks();
          const soon = Date.now() + 5_000;
          while (receiver.received.length < 2 && Date.now() < soon)
            await new Promise((wake) => setTimeout(wake, 20));

          expect(receiver.received).toHaveLength(2);
        },
        { app: { webhookUrl: receiver.url }, clock: {}, switches: { webhookFirstRetrySeconds: 1 } },
      ),
    ));
});
