import { describeError } from '../core/log.ts';
import type { PostChanges, PostRow, PostStore } from '../database/posts.ts';
import type { SubmissionLimits, SubmissionStore } from '../database/submission.ts';
import type { Actor } from '../outbox/crm-event.ts';
import type { Platform } from '../platforms/platform.ts';
import type { CreatorInfoAnswer, PostingPlatform } from '../platforms/posting.ts';
import type { Send } from '../queue/sqs.ts';
import type { RefreshDependencies } from '../tokens/refresh-account.ts';
import type { AccountName } from '../tokens/with-access-token.ts';
import { changeWhile } from './change-while.ts';
import type { HandOverDependencies } from './hand-over.ts';
import { messageDelayMaxMs } from './poll-plan.ts';
import { sendToSubmit } from './queues.ts';
import type { Happening } from './step.ts';
import type { InitDecision } from './submit-failure.ts';

/** The creator's settings; or why nothing can be posted now, and until when where that is known. */
export type CreatorLook =
  | Extract<CreatorInfoAnswer, { canPost: true }>
  | (Extract<CreatorInfoAnswer, { canPost: false }> & { readonly until: Date | null });

export interface SubmitDependencies extends RefreshDependencies, HandOverDependencies {
  readonly platform: Platform & PostingPlatform;
  readonly posts: PostStore;
  readonly submissions: SubmissionStore;
  readonly limits: SubmissionLimits;
  /** How long a worker may be at an init: longer than the platform's deadline and the storing of its answer. */
  readonly submitLeaseMs: number;
  /** The creator's present settings; counts against the minute of its own. */
  readonly fetchCreatorInfo: (name: { tenant: string; accountId: string }) => Promise<CreatorLook>;
  /** Addresses under which the platform may fetch staged photos. Throws `media_changed` for one that is gone. */
  readonly signPhotos: (keys: readonly string[]) => Promise<readonly string[]>;
  /** Remembers a cap that the platform told of; the answer is when it is over. */
  readonly learnCap: (account: AccountName, code: string) => Promise<Date | undefined>;
  /** Keeps all inits of the account back. */
  readonly blockInits: (account: AccountName, forMs: number) => Promise<void>;
  readonly takeParkedEvents: (publishId: string) => Promise<void>;
  readonly sendToSubmit: Send;
  readonly pause: (ms: number) => Promise<void>;
}

/** Longer than the function's timeout of 120 s: a worker whose lease has ended is not at the init any more. */
export const submitLeaseMs = 125_000;

export const submitter: Actor = 'system:submit-posts';

/** How long after its time a post that was put off is looked for, should its message be lost. */
export const graceMs = 60_000;

/** A draft may have its place earlier than was foretold: its creator posts another one. It is looked for that often. */
const draftLooksMs = 2 * 60_000;

/** A cap of which nothing is known is tried again after this. */
const unknownCapMs = 3600_000;

export const accountOf = ({ tenantId, accountId }: PostRow): AccountName => ({ tenant: tenantId, accountId });

/**
 * Whether a post is still this worker's to settle: as it was read, or, once it was begun, at the same init. Another worker
 * may have begun it meanwhile, and a creator may have cancelled it.
 */
const isHeld =
  (seen: PostRow) =>
  (present: PostRow): boolean =>
    seen.state === 'submitting'
      ? present.state === 'submitting' && present.submittedAt?.getTime() === seen.submittedAt?.getTime()
      : present.version === seen.version;

/** Undefined, and nothing is changed, when the post is not this worker's any more. */
const change = async (
  dependencies: SubmitDependencies,
  post: PostRow,
  happening: Happening,
  changes: PostChanges = {},
): Promise<PostRow | undefined> => {
  const changed = await changeWhile(dependencies, post, isHeld(post), happening, submitter, changes);
  return changed.isDone ? changed.post : undefined;
};

const fail = (
  dependencies: SubmitDependencies,
  post: PostRow,
  reason: { code: string; logId?: string | undefined },
  changes: PostChanges,
) =>
  change(dependencies, post, { kind: 'failed', reason }, { endLease: true, willSubmitAt: null, ...changes });

/** When a post that waits is looked at by the table. */
const dueAfterWait = ({ mode }: PostRow, until: Date, now: Date): Date => {
  const dueMs = until.getTime() + graceMs;
  return new Date(mode === 'inbox' ? Math.min(dueMs, now.getTime() + draftLooksMs) : dueMs);
};

/** Back to the line: tried again at `until`, by a message where one can be delayed so long, by the table else. */
export const putOff = async (
  dependencies: SubmitDependencies,
  post: PostRow,
  until: Date,
  changes: PostChanges = {},
): Promise<void> => {
  const now = dependencies.clock();
  const waiting = await change(
    dependencies,
    post,
    { kind: 'submission_put_off' },
    { willSubmitAt: until, dueAt: dueAfterWait(post, until, now), endLease: true, ...changes },
  );
  const delayMs = until.getTime() - now.getTime();
  if (waiting?.state !== 'queued' || delayMs > messageDelayMaxMs) return;
  await sendToSubmit(dependencies.sendToSubmit, waiting, delayMs).catch((error: unknown) =>
    dependencies.log.warn('A post that waits is left to the next reconciliation', {
      postId: post.id,
      error: describeError(error),
    }),
  );
};

/** An init that may have taken effect goes on counting; one that surely did not is taken back. */
const withoutInit = (post: PostRow): PostChanges => ({ initAttempts: Math.max(0, post.initAttempts - 1) });

/** That the end of a cap could not be worked out keeps nobody from settling the post. */
const learn = ({ learnCap, log }: SubmitDependencies, post: PostRow, code: string) =>
  learnCap(accountOf(post), code).catch((error: unknown) => {
    log.warn('A cap could not be learned', { code, error: describeError(error) });
    return undefined;
  });

/** Stores what a submission came to. `wasAsked`: the platform was, and surely did nothing. */
export const settle = async (
  dependencies: SubmitDependencies,
  post: PostRow,
  decision: InitDecision,
  wasAsked: boolean,
): Promise<void> => {
  const { clock } = dependencies;
  const uncounted = wasAsked ? withoutInit(post) : {};
  const after = (ms: number): Date => new Date(clock().getTime() + ms);
  switch (decision.kind) {
    case 'fail':
      await fail(dependencies, post, decision.reason, uncounted);
      return;
    case 'wait':
      await putOff(dependencies, post, after(decision.afterMs), {
        ...uncounted,
        failures: decision.failures,
      });
      return;
    case 'throttled':
      await dependencies.blockInits(accountOf(post), decision.afterMs);
      await putOff(dependencies, post, after(decision.afterMs), uncounted);
      return;
    case 'capped': {
      const until = decision.until ?? (await learn(dependencies, post, decision.code)) ?? after(unknownCapMs);
      await putOff(dependencies, post, until, { ...uncounted, reason: { code: decision.code } });
      return;
    }
    case 'repeat':
      await putOff(dependencies, post, after(0));
      return;
    case 'unknown':
      await change(
        dependencies,
        post,
        { kind: 'answer_lost' },
        { endLease: true, willSubmitAt: null, dueAt: after(graceMs) },
      );
  }
};
