import type { Clock } from '../core/clock.ts';
import { isFailure } from '../core/failure.ts';
import { describeError, type Log } from '../core/log.ts';
import type {
  EventAccount,
  EventOutcome,
  EventRecord,
  EventStore,
  EventTransaction,
} from '../database/events.ts';
import { announce } from '../outbox/crm-event.ts';
import type {
  PlatformEvent,
  PlatformEventMeaning,
  PlatformId,
  UnreadableEvent,
} from '../platforms/platform.ts';
import { decideRemoval, type RemovedGrant } from './removed-grant.ts';

/** One HTTP request of a platform, as the queue brings it. */
export interface Delivery {
  /** The queue's id of the message. */
  readonly messageId: string;
  readonly body: Uint8Array;
  readonly clientKey: string;
  readonly receivedAt: Date;
}

export interface ApplyEventsDependencies {
  readonly platform: PlatformId;
  readonly readEvent: (body: Uint8Array, clientKey: string) => PlatformEvent | UnreadableEvent;
  readonly events: EventStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** A delivery whose handling threw, and how often it has. */
export interface FailedDelivery {
  readonly messageId: string;
  readonly error: string;
  /** Undefined when not even the failure could be recorded. */
  readonly attempts: number | undefined;
  readonly dedupeKey: Uint8Array;
}

interface ReadDelivery {
  /** The dedupe key in hex. */
  readonly key: string;
  readonly delivery: Delivery;
  readonly record: EventRecord;
  readonly removed: (RemovedGrant & { readonly openId: string }) | undefined;
}

type Meaning = PlatformEventMeaning | UnreadableEvent['says'];

/** What becomes of an event that needs no account: decided before the database is asked. */
const outcomeOf = (says: Meaning): { outcome: EventOutcome; detail: string | undefined } => {
  switch (says.kind) {
    case 'unreadable':
      return { outcome: 'rejected', detail: says.why };
    case 'not_for_us':
      return { outcome: 'ignored', detail: says.why };
    case 'post_changed':
      return { outcome: 'parked', detail: 'The post is not known yet.' };
    case 'grant_removed':
      return { outcome: 'applied', detail: undefined };
  }
};

const read = (dependencies: ApplyEventsDependencies, delivery: Delivery): ReadDelivery => {
  const event = dependencies.readEvent(delivery.body, delivery.clientKey);
  const readable = 'type' in event ? event : undefined;
  const removed =
    event.says.kind === 'grant_removed' && readable?.openId !== undefined
      ? { occurredAt: readable.occurredAt, reason: event.says.reason, openId: readable.openId }
      : undefined;
  return {
    key: Buffer.from(event.dedupeKey).toString('hex'),
    delivery,
    removed,
    record: {
      dedupeKey: event.dedupeKey,
      platform: dependencies.platform,
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
const sortUnique = (deliveries: readonly ReadDelivery[]): ReadDelivery[] => {
  const byKey = new Map(deliveries.map((item) => [item.key, item]));
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
};

const unknownUser = 'No account of this user is connected.';

/** Applies a removal to each account of its user; the answer is why it had no effect, when it had none. */
const applyRemoval = async (
  { platform, clock }: ApplyEventsDependencies,
  transaction: EventTransaction,
  removed: RemovedGrant & { readonly openId: string },
  accounts: Map<string, EventAccount>,
): Promise<string | undefined> => {
  let why = unknownUser;
  let applied = false;
  for (const account of [...accounts.values()].filter((one) => one.openId === removed.openId)) {
    const decision = decideRemoval(removed, account);
    if (decision.change === 'none') {
      why = decision.why;
      continue;
    }
    const { reason, occurredAt } = removed;
    if (decision.change === 'revoke') {
      const payload = {
        accountId: account.id,
        userId: account.userId,
        platform,
        reason,
        occurredAt: occurredAt.toISOString(),
      };
      // Told at the time of the telling: an outbox that is read in order must not grow in its past.
      const announcement = announce('account.revoked', `platform:${platform}`, payload, clock());
      await transaction.revoke(account, reason, occurredAt, announcement);
    } else {
      await transaction.correctReason(account, reason, occurredAt);
    }
    accounts.set(account.id, {
      ...account,
      state: 'revoked',
      stateReason: reason,
      stateChangedAt: occurredAt,
    });
    applied = true;
  }
  return applied ? undefined : why;
};

/** Accounts are locked before any event is inserted, by everybody: the other way round, two batches could deadlock. */
const lockAccounts = async (
  transaction: EventTransaction,
  platform: PlatformId,
  deliveries: readonly ReadDelivery[],
): Promise<Map<string, EventAccount>> => {
  const openIds = new Set(deliveries.flatMap(({ removed }) => removed?.openId ?? []));
  if (openIds.size === 0) return new Map();
  const locked = await transaction.lockAccounts(platform, [...openIds]);
  return new Map(locked.map((account) => [account.id, account]));
};

/** The record to store: a removal of a user whom nobody connected is ignored from the start. */
const recordFor = ({ record, removed }: ReadDelivery, knownUsers: ReadonlySet<string>): EventRecord =>
  removed === undefined || knownUsers.has(removed.openId)
    ? record
    : { ...record, outcome: 'ignored', detail: unknownUser };

const applyTogether = async (
  dependencies: ApplyEventsDependencies,
  deliveries: readonly ReadDelivery[],
): Promise<void> => {
  const { events, platform } = dependencies;
  const unique = sortUnique(deliveries);
  await events.transact(async (transaction) => {
    const accounts = await lockAccounts(transaction, platform, unique);
    const knownUsers = new Set([...accounts.values()].map((account) => account.openId));
    const isNew = await transaction.insertNew(unique.map((item) => recordFor(item, knownUsers)));
    const ignored: { dedupeKey: Uint8Array; why: string }[] = [];
    for (const { key, record, removed } of unique) {
      if (removed === undefined || !isNew.has(key)) continue;
      const why = await applyRemoval(dependencies, transaction, removed, accounts);
      if (why !== undefined) ignored.push({ dedupeKey: record.dedupeKey, why });
    }
    if (ignored.length > 0) await transaction.ignore(ignored);
  });
};

/** For a column and a queue's attribute: SQS takes only the characters that XML 1.0 allows. */
const describe = (thrown: unknown): string =>
  (thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'unknown')
    .slice(0, 500)
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');

const recordFailure = async (
  { events, log }: ApplyEventsDependencies,
  { delivery, record }: ReadDelivery,
  thrown: unknown,
): Promise<FailedDelivery> => {
  const error = describe(thrown);
  log.error('A webhook event failed', {
    messageId: delivery.messageId,
    eventType: record.eventType,
    error: describeError(thrown),
  });
  const attempts = await events.recordFailure(record, error).catch((failure: unknown) => {
    if (isFailure(failure, 'database_unavailable')) throw failure;
    return undefined;
  });
  return { messageId: delivery.messageId, error, attempts, dedupeKey: record.dedupeKey };
};

/** Halves a batch that failed until the failing events stand alone, so that all their neighbours commit. */
const applyIsolated = async (
  dependencies: ApplyEventsDependencies,
  deliveries: readonly ReadDelivery[],
): Promise<FailedDelivery[]> => {
  if (deliveries.length === 0) return [];
  try {
    await applyTogether(dependencies, deliveries);
    return [];
  } catch (thrown) {
    if (isFailure(thrown, 'database_unavailable')) throw thrown;
    const [only] = deliveries;
    if (deliveries.length === 1 && only !== undefined)
      return [await recordFailure(dependencies, only, thrown)];
    const half = Math.ceil(deliveries.length / 2);
    const first = await applyIsolated(dependencies, deliveries.slice(0, half));
    return [...first, ...(await applyIsolated(dependencies, deliveries.slice(half)))];
  }
};

/**
 * Applies deliveries, each distinct event once, in one transaction with its record. Returns those whose handling threw
 * for a reason of their own. Throws `database_unavailable` when the database is out of reach; what had committed by
 * then is recognised when it comes again.
 */
export const applyEvents = async (
  dependencies: ApplyEventsDependencies,
  deliveries: readonly Delivery[],
): Promise<FailedDelivery[]> =>
  applyIsolated(
    dependencies,
    deliveries.map((delivery) => read(dependencies, delivery)),
  );
