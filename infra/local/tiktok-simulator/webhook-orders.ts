import type { NewDelivery, Signing } from './delivery.ts';
import { InputError } from './input.ts';
import type { Simulation } from './simulation.ts';
import { encodeEnvelope, sampleContent } from './webhook-event.ts';

/** How anything is sent; all of it is optional. */
export interface SendingOptions {
  /** How many more times the same bytes are sent, each with retries of its own. */
  duplicates?: number;
  /** Simulated time before the first attempt. */
  delayMs?: number;
  signature?: Signing['mode'];
  signWith?: Signing['secret'];
  /** Added to `t`: negative for a stale signature, positive for one from the future. */
  timestampOffsetSeconds?: number;
  retrySignature?: 'fresh' | 'repeated';
  /** Whether failures are retried; true unless stated. */
  retried?: boolean;
  /** In place of the app's webhook URL. */
  url?: string;
  /** Further headers, which win over the ordinary ones. */
  headers?: Record<string, string>;
}

/** An event to emit. Without a creator it goes out for `userOpenid`; null leaves that key out. */
export interface EventRequest extends SendingOptions {
  event: string;
  creator?: string;
  userOpenid?: string | null;
  /** Turned into the JSON text inside the string; a plausible sample unless given. */
  content?: Record<string, unknown>;
  /** The content string exactly as given, in place of `content`; null leaves the key out. */
  contentText?: string | null;
  createTimeSeconds?: number;
  clientKey?: string;
}

/** Any bytes at all, signed like an event. */
export interface RawRequest extends SendingOptions {
  bodyBase64: string;
}

/** The order of a batch: as it comes, or strictly one after the other in the order given, turned round or mixed. */
export type EventOrder = 'any' | 'given' | 'reversed' | 'shuffled';

/** The deliveries of a batch of events, duplicates included. */
export function composeEvents(
  simulation: Simulation,
  events: readonly EventRequest[],
  order: EventOrder = 'any',
): NewDelivery[] {
  const deliveries = events.flatMap((event) => {
    const delivery = {
      event: event.event,
      body: encodeEvent(simulation, event),
    };
    return repeat(applyOptions(simulation, delivery, event), event.duplicates);
  });
  if (order === 'reversed') return deliveries.reverse();
  return order === 'shuffled' ? shuffle(deliveries) : deliveries;
}

/** The deliveries of raw bytes. */
export function composeRaw(simulation: Simulation, raw: RawRequest): NewDelivery[] {
  const delivery = { event: null, body: Buffer.from(raw.bodyBase64, 'base64') };
  return repeat(applyOptions(simulation, delivery, raw), raw.duplicates);
}

/** The portal's test event; what it contains and whether it is signed is not documented, hence two switches. */
export function composePing({ store, clock }: Simulation): NewDelivery {
  const { app, switches } = store.state;
  const contents = { object: '{}', empty: '', absent: null };
  const body = encodeEnvelope({
    clientKey: app.clientKey,
    event: 'tiktok.ping',
    createTimeSeconds: Math.floor(clock.now() / 1_000),
    userOpenid: '',
    content: contents[switches.pingContent],
  });
  const signing = { mode: switches.pingSigned ? 'valid' : 'absent' } as const;
  return { event: 'tiktok.ping', body, signing, retried: false };
}

function encodeEvent({ store, clock }: Simulation, given: EventRequest): Buffer {
  const { app } = store.state;
  const content = JSON.stringify(given.content ?? sampleContent(given.event));
  return encodeEnvelope({
    clientKey: given.clientKey ?? app.clientKey,
    event: given.event,
    createTimeSeconds: given.createTimeSeconds ?? Math.floor(clock.now() / 1_000),
    userOpenid: openIdOf({ store }, given),
    content: given.contentText === undefined ? content : given.contentText,
  });
}

/** Portability events name no user (section 7.2). */
function openIdOf({ store }: Pick<Simulation, 'store'>, given: EventRequest): string | null {
  if (given.userOpenid !== undefined) return given.userOpenid;
  if (given.creator === undefined) {
    if (given.event.startsWith('portability.')) return null;
    throw new InputError('An event needs a creator or a userOpenid (null for none).');
  }
  const creator = store.state.creators.get(given.creator);
  if (creator === undefined) throw new InputError(`There is no creator @${given.creator}.`);
  return creator.openId;
}

function applyOptions({ store }: Simulation, delivery: NewDelivery, options: SendingOptions): NewDelivery {
  if (options.signWith === 'previous' && store.state.app.previousClientSecret === null) {
    throw new InputError('The app has no previous client secret to sign with.');
  }
  const signing: Signing = {
    mode: options.signature ?? 'valid',
    secret: options.signWith ?? 'current',
    timestampOffsetSeconds: options.timestampOffsetSeconds ?? 0,
    retry: options.retrySignature ?? null,
  };
  return {
    ...delivery,
    signing,
    retried: options.retried ?? true,
    delayMs: options.delayMs ?? 0,
    headers: options.headers ?? {},
    ...(options.url === undefined ? {} : { url: options.url }),
  };
}

function repeat(delivery: NewDelivery, duplicates = 0): NewDelivery[] {
  return Array.from({ length: duplicates + 1 }, () => delivery);
}

function shuffle<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, rank: Math.random() }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ item }) => item);
}
