import { isFailure } from '../core/failure.ts';
import { describeError, type Log } from '../core/log.ts';
import type { EventAccount, EventRecord, EventStore, EventTransaction } from '../database/events.ts';
import { announce } from '../outbox/crm-event.ts';
import type { PlatformId } from '../platforms/platform.ts';
import { countState } from '../posts/change-post.ts';
import { applyParkedEvents, applyToLocked, type PostEventDependencies } from '../posts/parked-events.ts';
import {
  type Delivery,
  type ReadDelivery,
  type ReadDependencies,
  readDelivery,
  sortUnique,
} from './read-delivery.ts';
import { decideRemoval, type RemovedGrant } from './removed-grant.ts';

export interface ApplyEventsDependencies extends ReadDependencies, PostEventDependencies {
  readonly events: EventStore;
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
      await transaction.revoke(account, reason, occurredAt, announcement, 'auth_removed');
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

const publishIdsOf = (deliveries: readonly ReadDelivery[]): string[] => [
  ...new Set(deliveries.flatMap(({ post }) => post?.says.publishId ?? [])),
];

/** The record to store: a removal of a user whom nobody connected is ignored from the start, an event of a known post applied. */
const recordFor = (
  { record, removed, post }: ReadDelivery,
  knownUsers: ReadonlySet<string>,
  knownPosts: ReadonlySet<string | null>,
): EventRecord => {
  if (removed !== undefined && !knownUsers.has(removed.openId))
    return { ...record, outcome: 'ignored', detail: unknownUser };
  if (post !== undefined && knownPosts.has(post.says.publishId))
    return { ...record, outcome: 'applied', detail: undefined };
  return record;
};

const applyRemovals = async (
  dependencies: ApplyEventsDependencies,
  transaction: EventTransaction,
  deliveries: readonly ReadDelivery[],
  accounts: Map<string, EventAccount>,
): Promise<void> => {
  const ignored: { dedupeKey: Uint8Array; why: string }[] = [];
  for (const { record, removed } of deliveries) {
    if (removed === undefined) continue;
    const why = await applyRemoval(dependencies, transaction, removed, accounts);
    if (why !== undefined) ignored.push({ dedupeKey: record.dedupeKey, why });
  }
  if (ignored.length > 0) await transaction.ignore(ignored);
};

/** Records the deliveries and does what they say, all in one transaction; returns the platform's ids of unknown posts. */
const recordAndApply = async (
  dependencies: ApplyEventsDependencies,
  deliveries: readonly ReadDelivery[],
): Promise<string[]> => {
  const { events, platform, count } = dependencies;
  const publishIds = publishIdsOf(deliveries);
  const { unknown, states } = await events.transact(async (transaction) => {
    const accounts = await lockAccounts(transaction, platform, deliveries);
    // After the accounts and before the events, by everybody, for the same reason as those.
    const posts = publishIds.length === 0 ? [] : await transaction.lockPosts(publishIds);
    const knownUsers = new Set([...accounts.values()].map((account) => account.openId));
    const knownPosts = new Set(posts.map((post) => post.publishId));
    const newKeys = await transaction.insertNew(
      deliveries.map((one) => recordFor(one, knownUsers, knownPosts)),
    );
    const fresh = deliveries.filter(({ key }) => newKeys.has(key));
    await applyRemovals(dependencies, transaction, fresh, accounts);
    const about = fresh.flatMap(({ post }) => post ?? []);
    const applied =
      posts.length === 0 ? undefined : await applyToLocked(dependencies, transaction, posts, about);
    return {
      unknown: publishIds.filter((id) => !knownPosts.has(id)),
      states: applied?.states ?? [],
    };
  });
  for (const state of states) countState(count, state);
  return unknown;
};

const applyTogether = async (
  dependencies: ApplyEventsDependencies,
  deliveries: readonly ReadDelivery[],
): Promise<void> => {
  const { events } = dependencies;
  const unknown = await recordAndApply(dependencies, sortUnique(deliveries));
  // A post may have become known before these events were there to be found; a copy that comes again looks again.
  const known = unknown.length === 0 ? [] : await events.findKnown(unknown);
  if (known.length > 0) await applyParkedEvents({ ...dependencies, postEvents: events }, known);
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
    deliveries.map((delivery) => readDelivery(dependencies, delivery)),
  );
