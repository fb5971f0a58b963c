import { Failure, isFailure } from '../core/failure.ts';
import { describeError } from '../core/log.ts';
import type { PostChanges, PostRow, PostStore } from '../database/posts.ts';
import type { Actor } from '../outbox/crm-event.ts';
import { type Platform, PlatformError } from '../platforms/platform.ts';
import type { PostingPlatform, PostStatus } from '../platforms/posting.ts';
import type { Send } from '../queue/sqs.ts';
import type { RefreshDependencies } from '../tokens/refresh-account.ts';
import { withAccessToken } from '../tokens/with-access-token.ts';
import { changePost, type More } from './change-post.ts';
import { messageDelayMaxMs, nextLook } from './poll-plan.ts';
import { sendProgress } from './queues.ts';
import { isSettled } from './step.ts';
import { rateLimited } from './take-call.ts';

export interface PollDependencies extends RefreshDependencies {
  readonly platform: Platform & PostingPlatform;
  readonly posts: PostStore;
  /** Takes one of the account's status calls of this minute, or says when there is one. */
  readonly takeStatusCall: (post: PostRow) => Promise<'taken' | Date>;
  /** Keeps all status calls of the account back. */
  readonly blockStatusCalls: (post: PostRow, forMs: number) => Promise<void>;
  readonly takeParkedEvents: (publishId: string) => Promise<void>;
  readonly sendToProgress: Send;
}

const poller: Actor = 'system:post-progress';

/** A look that is later than this is left to the table, which reconcile-posts reads each minute. */
const byMessageMaxMs = 60_000;
const graceMs = 60_000;
const throttledMs = 65_000;
const troubleMs = 5 * 60_000;

const nameOf = (post: PostRow) => ({ tenant: post.tenantId, postId: post.id });

/** When the next look is, as the row keeps it. A look by message has its time in the table too, should that be lost. */
const planLook = (post: PostRow, now: Date): PostChanges => {
  const look = nextLook(post, now);
  if (typeof look !== 'object') return { dueAt: null };
  const grace = look.afterMs < byMessageMaxMs ? graceMs : 0;
  return { dueAt: new Date(now.getTime() + look.afterMs + grace) };
};

const sendNextLook = async (dependencies: PollDependencies, post: PostRow, now: Date): Promise<void> => {
  const look = nextLook(post, now);
  if (typeof look !== 'object' || look.afterMs >= byMessageMaxMs) return;
  await lookAgain(dependencies, post, look.afterMs);
};

/** Should the queue be away, the table has the time. */
const lookAgain = async (
  { sendToProgress, log }: PollDependencies,
  post: PostRow,
  afterMs: number,
): Promise<void> => {
  if (afterMs > messageDelayMaxMs) return;
  await sendProgress(sendToProgress, post, { kind: 'poll', poll: post.polls }, afterMs).catch(
    (error: unknown) =>
      log.warn('A look is left to the next reconciliation', {
        postId: post.id,
        error: describeError(error),
      }),
  );
};

const apply = async (dependencies: PollDependencies, post: PostRow, status: PostStatus): Promise<PostRow> => {
  const { clock } = dependencies;
  const { word, failReason, logId, postIds, bytes } = status;
  const reason = failReason === undefined ? undefined : { code: failReason, logId };
  const said = {
    kind: 'platform_said',
    word,
    ...(word === 'failed' || word === 'cancelled' ? { reason: reason ?? { code: 'internal', logId } } : {}),
    postIds,
    // Of a transfer of ours the confirmed chunks are the better count.
    ...(post.source === 'FILE_UPLOAD' || bytes === undefined ? {} : { bytes }),
  } as const;
  const more: More = (stepped, present) => ({
    platformStatus: status.status,
    polls: present.polls + 1,
    failures: 0,
    ...planLook({ ...present, ...stepped, polls: present.polls + 1, reason: undefined }, clock()),
  });
  return changePost(dependencies, nameOf(post), said, poller, more, post);
};

/** What a look that failed means for the next one, and for the post where the platform knows it no more. */
const settleTrouble = async (
  dependencies: PollDependencies,
  post: PostRow,
  thrown: PlatformError | Failure,
): Promise<void> => {
  const { log, clock, blockStatusCalls, chance, platform } = dependencies;
  log.warn('A post could not be looked at', { postId: post.id, code: thrown.code });
  const isOver = thrown instanceof PlatformError && platform.unknownPostCodes.includes(thrown.code);
  if (isOver && !isSettled(post.state)) {
    const reason = { code: thrown.code, logId: thrown.logId };
    await changePost(dependencies, nameOf(post), { kind: 'failed', reason }, poller);
    return;
  }
  const isThrottled = thrown instanceof PlatformError && thrown.errorClass === 'throttled';
  if (isThrottled) await blockStatusCalls(post, throttledMs);
  const afterMs = (isThrottled ? throttledMs : troubleMs) * (1 + chance() / 4);
  const look = nextLook(post, clock());
  await changePost(dependencies, nameOf(post), { kind: 'looked_at' }, poller, () => ({
    failures: post.failures + 1,
    dueAt: isOver || look === 'none' ? null : new Date(clock().getTime() + afterMs),
  }));
};

const giveUp = (dependencies: PollDependencies, post: PostRow): Promise<PostRow> =>
  changePost(
    dependencies,
    nameOf(post),
    { kind: 'failed', reason: { code: 'never_finished' } },
    poller,
    () => ({
      dueAt: null,
    }),
  );

/** A settled post that tells nothing more, such as a draft that waits for a day, is not looked for any longer. */
const forget = async (dependencies: PollDependencies, post: PostRow): Promise<void> => {
  if (!isSettled(post.state) || post.dueAt === null) return;
  await changePost(dependencies, nameOf(post), { kind: 'looked_at' }, poller, (_stepped, present) =>
    present.dueAt !== null && nextLook(present, dependencies.clock()) === 'none' ? { dueAt: null } : {},
  );
};

/** The call is taken at the last moment: it counts from then, however long the token was waited for. */
const fetchStatus = (dependencies: PollDependencies, post: PostRow, publishId: string): Promise<PostStatus> =>
  withAccessToken(dependencies, { tenant: post.tenantId, accountId: post.accountId }, async (accessToken) => {
    const slot = await dependencies.takeStatusCall(post);
    if (slot !== 'taken') throw rateLimited(slot.getTime() - dependencies.clock().getTime());
    return dependencies.platform.fetchPostStatus(accessToken, publishId);
  });

/**
 * Asks the platform what has become of a post, stores it, and sees to the next look. Webhooks that came before the post's
 * id was known are taken first. A post that there is nothing to learn of is left alone.
 */
export const pollPost = async (dependencies: PollDependencies, known: PostRow): Promise<void> => {
  const { clock, takeParkedEvents, posts } = dependencies;
  const { publishId } = known;
  if (publishId === null) return forget(dependencies, known);
  // Events wait for a post only until its id is known: after the first look, apply-events finds the post by itself.
  const isFirst = known.polls === 0;
  if (isFirst) await takeParkedEvents(publishId);
  const post = (isFirst ? await posts.find(known.tenantId, known.id) : undefined) ?? known;
  const look = nextLook(post, clock());
  if (look === 'none') return forget(dependencies, post);
  if (look === 'never_finished') {
    await giveUp(dependencies, post);
    return;
  }
  try {
    const status = await fetchStatus(dependencies, post, publishId);
    const next = await apply(dependencies, post, status);
    await sendNextLook(dependencies, next, clock());
  } catch (thrown) {
    const isKnown = thrown instanceof PlatformError || thrown instanceof Failure;
    if (!isKnown || thrown.code === 'database_unavailable') throw thrown;
    if (thrown instanceof Failure && thrown.code === 'rate_limited')
      return lookAgain(dependencies, post, (thrown.retryAfterSeconds ?? 1) * 1_000);
    await settleTrouble(dependencies, post, thrown);
  }
};

/** Failures of ours after which asking again brings nothing: there is no token any more. */
const lastingFailures: ReadonlySet<string> = new Set(['account_not_connected', 'account_not_found']);

const isLasting = (thrown: unknown): boolean =>
  thrown instanceof PlatformError
    ? thrown.errorClass === 'permanent' || thrown.errorClass === 'needs_reauthorization'
    : thrown instanceof Failure && lastingFailures.has(thrown.code);

/** What the platform says of a post just now; or that it can be asked later, or never. */
export const askStatus = async (
  dependencies: PollDependencies,
  post: PostRow,
): Promise<PostStatus | 'later' | 'never'> => {
  if (post.publishId === null) return 'never';
  try {
    return await fetchStatus(dependencies, post, post.publishId);
  } catch (error) {
    if (isFailure(error, 'database_unavailable')) throw error;
    dependencies.log.warn('A post could not be looked at', { postId: post.id, error: describeError(error) });
    return isLasting(error) ? 'never' : 'later';
  }
};
