import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import { type Attempt, type Delivery, type NewDelivery, ordinarySigning, settleAttempt } from './delivery.ts';
import type { Store } from './store.ts';
import { corruptSignature, signatureHeader, signBody } from './webhook-signature.ts';
import type { WebhookTransport } from './webhook-transport.ts';

/** Settled deliveries kept in memory; the oldest are forgotten beyond this. */
const deliveriesKept = 50_000;
/** The longest time a timer of Node can wait. */
const longestTimerMs = 2 ** 31 - 1;

export interface WebhookQueue {
  /** Takes deliveries on and returns them; with `inSequence` each one starts after the first try of the one before. */
  send(deliveries: readonly NewDelivery[], inSequence?: boolean): Delivery[];
  /** When the next attempt that still has to wait is due, or null. */
  nextDueAt(): number | null;
  /** Resolves once nothing is under way and nothing is due; what waits for a retry does not count. */
  settled(): Promise<void>;
  /** Looks at the clock again; called when it was moved. */
  wake(): void;
  close(): void;
}

interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly transport: WebhookTransport;
  readonly log: (line: string) => void;
}

/** Delivers pending webhooks of the store when they are due, a bounded number at a time. */
export function createWebhookQueue({ store, clock, transport, log }: Parts): WebhookQueue {
  const { state } = store;
  const ready: Delivery[] = [];
  const waiting = new Set<Delivery>();
  const followers = new Map<string, Delivery>();
  let underWay = 0;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const idle: (() => void)[] = [];

  const isCurrent = (delivery: Delivery) => state.deliveries.get(delivery.id) === delivery;
  const nextDueAt = () => {
    let earliest: number | null = null;
    for (const delivery of waiting) {
      if (!isCurrent(delivery)) waiting.delete(delivery);
      else earliest = Math.min(earliest ?? Number.POSITIVE_INFINITY, delivery.nextAttemptAt ?? clock.now());
    }
    return earliest;
  };

  const accept = (delivery: Delivery) => {
    const leader = delivery.after === null ? undefined : state.deliveries.get(delivery.after);
    if (leader !== undefined && leader.attempts.length === 0) followers.set(leader.id, delivery);
    else waiting.add(delivery);
  };

  const wake = () => {
    clearTimeout(timer);
    if (closed) return;
    const now = clock.now();
    for (const delivery of waiting) {
      if ((delivery.nextAttemptAt ?? now) <= now) {
        waiting.delete(delivery);
        ready.push(delivery);
      }
    }
    while (underWay < state.switches.webhookParallel) {
      const delivery = ready.shift();
      if (delivery === undefined) break;
      if (isCurrent(delivery)) void attempt(delivery);
    }
    schedule();
    if (underWay === 0 && ready.length === 0) for (const resolve of idle.splice(0)) resolve();
  };

  const schedule = () => {
    const dueAt = nextDueAt();
    if (dueAt === null || clock.isFrozen()) return;
    timer = setTimeout(wake, Math.min(Math.max(dueAt - clock.now(), 0), longestTimerMs)).unref();
  };

  const attempt = async (delivery: Delivery) => {
    underWay += 1;
    const at = clock.now();
    const url = delivery.url ?? state.app.webhookUrl;
    const signature = signatureFor(delivery, store, at);
    const outcome =
      url === null
        ? { status: null, failure: 'no webhook URL is registered' }
        : await transport.post(
            url,
            headersFor(delivery, signature),
            bodyOf(delivery),
            state.switches.webhookTimeoutMs,
          );
    underWay -= 1;
    if (isCurrent(delivery) && !closed) settle(delivery, { at, ...outcome, signature });
    wake();
  };

  const settle = (delivery: Delivery, result: Attempt) => {
    Object.assign(delivery, settleAttempt(delivery, result, state.switches.webhookFirstRetrySeconds * 1_000));
    if (delivery.state === 'pending') waiting.add(delivery);
    const follower = followers.get(delivery.id);
    followers.delete(delivery.id);
    if (follower !== undefined) waiting.add(follower);
    store.touch();
    log(
      `webhook ${delivery.event ?? 'raw'} attempt ${delivery.attempts.length}: ${result.status ?? result.failure}`,
    );
  };

  for (const delivery of state.deliveries.values()) if (delivery.state === 'pending') accept(delivery);
  return {
    send(news, inSequence = false) {
      const added: Delivery[] = [];
      for (const given of news) {
        const after = inSequence ? (added.at(-1)?.id ?? null) : null;
        const delivery = newDelivery(given, clock.now(), after);
        state.deliveries.set(delivery.id, delivery);
        accept(delivery);
        added.push(delivery);
      }
      forgetOldest(state.deliveries);
      store.touch();
      queueMicrotask(wake);
      return added;
    },
    nextDueAt,
    settled: () =>
      new Promise((resolve) => {
        if (closed) return resolve();
        idle.push(resolve);
        wake();
      }),
    wake,
    close() {
      closed = true;
      clearTimeout(timer);
      transport.close();
      for (const resolve of idle.splice(0)) resolve();
    },
  };
}

function newDelivery(given: NewDelivery, now: number, after: string | null): Delivery {
  return {
    id: randomUUID(),
    event: given.event,
    bodyBase64: Buffer.from(given.body).toString('base64'),
    url: given.url ?? null,
    headers: given.headers ?? {},
    signing: { ...ordinarySigning, ...given.signing },
    retried: given.retried ?? true,
    createdAt: now,
    after,
    state: 'pending',
    attempts: [],
    nextAttemptAt: now + (given.delayMs ?? 0),
  };
}

const bodyOf = (delivery: Delivery) => Buffer.from(delivery.bodyBase64, 'base64');

function headersFor(delivery: Delivery, signature: string | null): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'tiktok-simulator',
    ...(signature === null ? {} : { [signatureHeader]: signature }),
    ...delivery.headers,
  };
}

function signatureFor(delivery: Delivery, { state }: Store, now: number): string | null {
  const { mode, secret, timestampOffsetSeconds, retry } = delivery.signing;
  if (mode === 'absent') return null;
  const first = delivery.attempts[0]?.signature;
  if (first && (retry ?? state.switches.webhookRetrySignature) === 'repeated') return first;
  const { clientSecret, previousClientSecret } = state.app;
  const key = secret === 'previous' ? (previousClientSecret ?? clientSecret) : clientSecret;
  const header = signBody(key, Math.floor(now / 1_000) + timestampOffsetSeconds, bodyOf(delivery));
  return mode === 'corrupt' ? corruptSignature(header) : header;
}

function forgetOldest(deliveries: Map<string, Delivery>): void {
  for (const [id, delivery] of deliveries) {
    if (deliveries.size <= deliveriesKept) return;
    if (delivery.state !== 'pending') deliveries.delete(id);
  }
}
