import { Failure } from '../core/failure.ts';
import type { Secret } from '../core/secret.ts';
import type { PostChanges, PostRow } from '../database/posts.ts';
import { announce } from '../outbox/crm-event.ts';
import { PlatformError } from '../platforms/platform.ts';
import type { AcceptedOrder } from '../platforms/posting.ts';
import { withAccessToken } from '../tokens/with-access-token.ts';
import { goOn } from './accepted-post.ts';
import type { PostName } from './change-post.ts';
import { objectionTo } from './check-creator.ts';
import { orderOf } from './order-of.ts';
import { outlast } from './outlast.ts';
import { putOff, type SubmitDependencies, settle, submitter } from './settle-submission.ts';
import {
  decideAfterError,
  decideAfterFailure,
  decideAfterLoss,
  type InitDecision,
} from './submit-failure.ts';

/** Creator info is as good as new for so long. */
const creatorInfoLivesMs = 120_000;

/** Where the platform fetches photos that are staged here; other media need no address of ours. */
const addressesOf = async (
  { signPhotos }: SubmitDependencies,
  post: PostRow,
): Promise<readonly string[] | undefined> => {
  const { media } = post.intent;
  return media.kind === 'photo_media' ? signPhotos(media.photos.map(({ key }) => key)) : undefined;
};

type Attempt =
  | { readonly kind: 'accepted'; readonly post: PostRow; readonly accepted: AcceptedOrder }
  | { readonly kind: 'wait'; readonly until: Date }
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'error'; readonly post: PostRow; readonly thrown: PlatformError };

/** Takes the post for itself, then asks the platform, once. */
const attempt = async (dependencies: SubmitDependencies, post: PostRow): Promise<Attempt> => {
  const { platform, submissions, vault, limits, submitLeaseMs: leaseMs, clock } = dependencies;
  // Signed and at hand before anything is taken: what fails here has cost nothing.
  const addresses = await addressesOf(dependencies, post);
  await vault.prepare(post.tenantId);
  const now = clock();
  const announcement = announce(
    'post.state_changed',
    submitter,
    {
      postId: post.id,
      accountId: post.accountId,
      userId: post.userId,
      state: 'submitting',
      before: post.state,
    },
    now,
  );
  let begun: PostRow | undefined;
  const ask = async (accessToken: Secret): Promise<Attempt> => {
    // Run a second time after a refused token, it is the same submission: the first had no effect.
    if (begun === undefined) {
      const start = await submissions.begin(post, limits, leaseMs, now, announcement);
      if (start.kind === 'wait') return { kind: 'wait', until: start.until };
      if (start.kind === 'overtaken') return { kind: 'overtaken' };
      begun = start.post;
    }
    const accepted = await platform.submit(accessToken, orderOf(begun, addresses));
    return { kind: 'accepted', post: begun, accepted };
  };
  try {
    return await withAccessToken(dependencies, { tenant: post.tenantId, accountId: post.accountId }, ask);
  } catch (thrown) {
    if (begun === undefined) throw thrown;
    if (thrown instanceof PlatformError) return { kind: 'error', post: begun, thrown };
    // A token that could not be renewed after the platform refused it: nothing took effect.
    if (thrown instanceof Failure) {
      await settle(dependencies, begun, decideAfterFailure(thrown.code, begun, dependencies.chance()), true);
      return { kind: 'overtaken' };
    }
    throw thrown;
  }
};

/** A direct post's creator is looked at again when the last look is some time ago. */
const wantsLook = ({ mode, creatorCheckedAt }: PostRow, now: Date): boolean =>
  mode === 'direct' && now.getTime() - (creatorCheckedAt?.getTime() ?? 0) >= creatorInfoLivesMs;

/** Why the creator's present settings do not allow the post; undefined when they do. */
const objection = async (
  { fetchCreatorInfo, limits }: SubmitDependencies,
  post: PostRow,
): Promise<InitDecision | undefined> => {
  const answer = await fetchCreatorInfo({ tenant: post.tenantId, accountId: post.accountId });
  if (!answer.canPost) {
    const { code, logId, until } = answer;
    return Object.values(limits.capCodes).includes(code)
      ? { kind: 'capped', code, ...(until === null ? {} : { until }) }
      : { kind: 'fail', reason: { code, logId } };
  }
  const code = objectionTo(post, answer.info);
  return code === undefined ? undefined : { kind: 'fail', reason: { code } };
};

/** What no creator and no CRM can mend: the app's credentials, its approval, its verified addresses. */
const isOperators = ({ platform }: SubmitDependencies, { errorClass, code }: PlatformError): boolean =>
  errorClass === 'misconfigured' || platform.explainPostReason(code).advice === 'operator_acts';

const submit = async (dependencies: SubmitDependencies, post: PostRow): Promise<void> => {
  const { submissions, clock } = dependencies;
  let looked: Pick<PostChanges, 'creatorCheckedAt'> = {};
  if (wantsLook(post, clock())) {
    // A post that has to wait anyway costs none of the creator's questions of this minute.
    const wait = await submissions.findWait(post, dependencies.limits);
    if (wait?.why === 'rate') return putOff(dependencies, post, wait.until);
    const objected = await objection(dependencies, post);
    if (objected !== undefined) return settle(dependencies, post, objected, false);
    looked = { creatorCheckedAt: clock() };
  }
  const attempted = await attempt(dependencies, post);
  switch (attempted.kind) {
    case 'accepted':
      return goOn(dependencies, attempted.post, attempted.accepted);
    case 'wait':
      return putOff(dependencies, post, attempted.until, looked);
    case 'overtaken':
      return;
    case 'error': {
      const { thrown, post: begun } = attempted;
      const { log, limits, chance } = dependencies;
      log.warn('A post could not be submitted', { postId: post.id, code: thrown.code, logId: thrown.logId });
      if (isOperators(dependencies, thrown)) dependencies.count({ PostingMisconfigured: 1 });
      const decision = decideAfterError(thrown, begun, Object.values(limits.capCodes), chance());
      const wasAsked =
        decision.kind !== 'repeat' && decision.kind !== 'unknown' && thrown.errorClass !== 'outcome_unknown';
      // Not stored, a sure refusal would be taken for a lost answer when the lease ends.
      await outlast(dependencies, post.id, () => settle(dependencies, begun, decision, wasAsked));
    }
  }
};

/** Failures of ours that say that the world is away: the table keeps the post, and its time comes again. */
const passing = new Set([
  'database_unavailable',
  'secret_unavailable',
  'queue_unavailable',
  'key_service_unavailable',
]);

/** Three days in a line of drafts, of which five a day have a place, and a day of trouble: later nobody expects it any more. */
const sentWithinMs = 4 * 24 * 3600_000;

const isTooLate = ({ publishAt, createdAt }: PostRow, now: Date): boolean =>
  now.getTime() - (publishAt ?? createdAt).getTime() > sentWithinMs;

/** A second message, before the post's time. A draft that waits for its place may have it earlier; the limits know. */
const isTooEarly = ({ state, mode, failures, willSubmitAt }: PostRow, now: Date): boolean =>
  state === 'queued' && willSubmitAt !== null && willSubmitAt > now && (mode === 'direct' || failures > 0);

/**
 * Submits a post whose turn it is: at most one call of the platform's init, with all of its limits kept, after the intent
 * was stored and before anything else is done with its answer. Doing it again, at once or later, never makes a second
 * init of a post that the platform may have taken. What it cannot do now it leaves in the table with its time.
 */
export const submitPost = async (dependencies: SubmitDependencies, name: PostName): Promise<void> => {
  const { posts, clock, log, chance } = dependencies;
  const post = await posts.find(name.tenant, name.postId);
  if (post === undefined) return log.warn('A message names a post that is not there', { ...name });
  if (post.isLeased || (post.state !== 'queued' && post.state !== 'submitting')) return;
  if (isTooEarly(post, clock())) return;
  const isInterrupted = post.state === 'submitting';
  if (isInterrupted) {
    const decision = decideAfterLoss(post);
    if (decision.kind !== 'repeat') return settle(dependencies, post, decision, false);
  }
  if (isTooLate(post, clock())) {
    return settle(dependencies, post, { kind: 'fail', reason: { code: 'not_sent_in_time' } }, false);
  }
  try {
    await submit(dependencies, post);
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code === 'database_unavailable') throw thrown;
    log.warn('A post could not be submitted now', { postId: post.id, code: thrown.code });
    if (thrown.code === 'rate_limited' || thrown.code === 'token_refresh_pending') {
      const afterMs = (thrown.retryAfterSeconds ?? 30) * 1_000;
      return putOff(dependencies, post, new Date(clock().getTime() + afterMs));
    }
    if (passing.has(thrown.code)) {
      return putOff(dependencies, post, new Date(clock().getTime() + 30_000 * (1 + chance())));
    }
    await settle(dependencies, post, decideAfterFailure(thrown.code, post, chance()), false);
  }
};
