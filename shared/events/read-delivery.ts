import type { EventOutcome, EventRecord } from '../database/events.ts';
import type {
  PlatformEvent,
  PlatformEventMeaning,
  PlatformId,
  UnreadableEvent,
} from '../platforms/platform.ts';
import { asPostEvent, type PostEvent } from '../posts/post-events.ts';
import type { RemovedGrant } from './removed-grant.ts';

/** One HTTP request of a platform, as the queue brings it. */
export interface Delivery {
  /** The queue's id of the message. */
  readonly messageId: string;
  readonly body: Uint8Array;
  readonly clientKey: string;
  readonly receivedAt: Date;
}

export interface ReadDependencies {
  readonly platform: PlatformId;
  readonly readEvent: (body: Uint8Array, clientKey: string) => PlatformEvent | UnreadableEvent;
}

/** A delivery as what it says. */
export interface ReadDelivery {
  /** The dedupe key in hex. */
  readonly key: string;
  readonly delivery: Delivery;
  readonly record: EventRecord;
  readonly removed: (RemovedGrant & { readonly openId: string }) | undefined;
  readonly post: PostEvent | undefined;
}

/** What becomes of an event as far as neither an account nor a post decides it: before the database is asked. */
const outcomeOf = (says: PlatformEventMeaning): { outcome: EventOutcome; detail: string | undefined } => {
  switch (says.kind) {
    case 'unreadable':
      return { outcome: 'rejected', detail: says.why };
    case 'not_for_us':
      return { outcome: 'ignored', detail: says.why };
    case 'post_said':
    case 'post_visibility':
      return { outcome: 'parked', detail: 'The post is not known yet.' };
    case 'grant_removed':
      return { outcome: 'applied', detail: undefined };
  }
};

/** Reads a delivery. Never throws: what is not understood is a record too. */
export const readDelivery = ({ platform, readEvent }: ReadDependencies, delivery: Delivery): ReadDelivery => {
  const event = readEvent(delivery.body, delivery.clientKey);
  const readable = 'type' in event ? event : undefined;
  const key = Buffer.from(event.dedupeKey).toString('hex');
  return {
    key,
    delivery,
    removed:
      event.says.kind === 'grant_removed' && readable?.openId !== undefined
        ? { occurredAt: readable.occurredAt, reason: event.says.reason, openId: readable.openId }
        : undefined,
    post: readable === undefined ? undefined : asPostEvent(readable, key),
    record: {
      dedupeKey: event.dedupeKey,
      platform,
      eventType: readable?.type,
      openId: readable?.openId,
      publishId: readable?.publishId,
      occurredAt: readable?.occurredAt,
      receivedAt: delivery.receivedAt,
      body: delivery.body,
      ...outcomeOf(event.says),
    },
  };
};

/** Sorted by key, since two batches that insert in different orders deadlock; copies within the batch fall away. */
export const sortUnique = (deliveries: readonly ReadDelivery[]): ReadDelivery[] => {
  const byKey = new Map(deliveries.map((item) => [item.key, item]));
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
};
