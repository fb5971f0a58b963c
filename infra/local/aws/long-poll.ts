import { setImmediate } from 'node:timers/promises';
import type { SqsQueue } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';

/**
 * Waits until something may have arrived, the time is over or the signal aborts; never rejects. fauxqs's own long poll goes on when
 * its client is gone and then takes a message that nobody gets, so the gateway waits here and takes only for a client that is there.
 */
export async function waitForArrival(queue: SqsQueue, waitMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const arrived = queue.waitForMessages(waitMs / 1000);
  const waiter = queue.pollWaiters.at(-1);
  const leave = () => {
    if (!waiter) return;
    clearTimeout(waiter.timer);
    queue.pollWaiters = queue.pollWaiters.filter((other) => other !== waiter);
    waiter.resolve();
  };
  signal.addEventListener('abort', leave, { once: true });
  await arrived;
  signal.removeEventListener('abort', leave);
  // A client that left just before the message came is known to have left only once its closed connection was read.
  await setImmediate();
}
