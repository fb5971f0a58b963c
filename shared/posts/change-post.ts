import type { Clock } from '../core/clock.ts';
import { Failure } from '../core/failure.ts';
import type { Count, MetricName } from '../core/metrics.ts';
import type { PostChanges, PostRow, PostState, PostStore } from '../database/posts.ts';
import { type Actor, announce } from '../outbox/crm-event.ts';
import { nextLook } from './poll-plan.ts';
import { type Happening, isSettled, type SteppedPost, step } from './step.ts';

export interface ChangeDependencies {
  readonly posts: PostStore;
  readonly clock: Clock;
  readonly count?: Count;
}

export interface PostName {
  readonly tenant: string;
  readonly postId: string;
}

/** What else is stored with a happening, worked out of the post as it then is. */
export type More = (stepped: SteppedPost, post: PostRow) => PostChanges;

/** How often a post may change under a writer's hands before that is a fault; each loses to one that won. */
const triesMax = 20;

export const postNotFound = (): Failure =>
  new Failure('post_not_found', { detail: 'There is no such post here.' });

/** The states that are counted when a post comes to them. */
const counted: Readonly<Partial<Record<PostState, MetricName>>> = {
  published: 'PostsPublished',
  failed: 'PostsFailed',
  outcome_unknown: 'PostsOutcomeUnknown',
};

/** Counts that a post came to a state; `count` may be left out. */
export const countState = (count: Count | undefined, state: PostState): void => {
  const metric = counted[state];
  if (metric !== undefined) count?.({ [metric]: 1 });
};

const soonestLookMs = 60_000;

/** What is due after a change of state, unless the change says otherwise: a look where there is still something to learn. */
const dueAfter = (stepped: SteppedPost, post: PostRow, now: Date): PostChanges => {
  if (stepped.state === post.state || !isSettled(stepped.state)) return {};
  const look = nextLook({ ...post, ...stepped, reason: undefined }, now);
  const dueAt =
    typeof look === 'object' ? new Date(now.getTime() + Math.max(look.afterMs, soonestLookMs)) : null;
  return { dueAt, willSubmitAt: null };
};

/** The changes that a step is, without what stayed. */
export const changesOf = (stepped: SteppedPost, post: PostRow, now: Date): PostChanges => ({
  state: stepped.state,
  reason:
    stepped.reason === undefined
      ? undefined
      : {
          code: stepped.reason.code,
          ...(stepped.reason.logId === undefined ? {} : { logId: stepped.reason.logId }),
        },
  bytesConfirmed: stepped.bytesConfirmed,
  postIds: stepped.postIds,
  publicNotices: stepped.publicNotices,
  ...(stepped.state === post.state
    ? {}
    : { stateTimes: { ...post.stateTimes, [stepped.state]: now.toISOString() } }),
  // An address that nothing is sent to any more is not kept.
  ...(stepped.state === post.state || stepped.state === 'transferring' ? {} : { sealedUploadUrl: null }),
  ...dueAfter(stepped, post, now),
});

/** What the CRM is told of a step: undefined when it is nothing to tell. */
export const announcePostChange = (post: PostRow, stepped: SteppedPost, actor: Actor, now: Date) => {
  const type =
    stepped.state !== post.state
      ? 'post.state_changed'
      : stepped.postIds !== post.postIds || stepped.publicNotices !== post.publicNotices
        ? 'post.visibility_changed'
        : undefined;
  if (type === undefined) return undefined;
  const isPublic = stepped.publicNotices.some((notice) => notice.isPublic);
  return announce(
    type,
    actor,
    {
      postId: post.id,
      accountId: post.accountId,
      userId: post.userId,
      state: stepped.state,
      before: post.state,
      isPublic,
      postIds: stepped.postIds,
      ...(stepped.reason === undefined ? {} : { reason: stepped.reason.code }),
      ...(post.reference === null ? {} : { reference: post.reference }),
    },
    now,
  );
};

const asStepped = (post: PostRow): SteppedPost => ({
  state: post.state,
  reason: post.reason,
  bytesConfirmed: post.bytesConfirmed,
  postIds: post.postIds,
  publicNotices: post.publicNotices,
});

/** What a happening makes of a row. The lists are the row's own when they did not change. */
export const stepRow = (post: PostRow, happening: Happening): SteppedPost => step(asStepped(post), happening);

/**
 * Lets something happen to a post: reads it, decides by `step`, and stores that with its announcement in one statement,
 * again from the start whenever another writer was faster. Throws `post_not_found`.
 */
export const changePost = async (
  { posts, clock, count }: ChangeDependencies,
  name: PostName,
  happening: Happening,
  actor: Actor,
  more: More = () => ({}),
  known?: PostRow,
): Promise<PostRow> => {
  let post = known ?? (await posts.find(name.tenant, name.postId));
  for (let tries = 0; tries < triesMax; tries += 1) {
    if (post === undefined) throw postNotFound();
    const stepped = stepRow(post, happening);
    const extra = more(stepped, post);
    if (Object.keys(extra).length === 0 && isSame(stepped, post)) return post;
    const now = clock();
    const changes = { ...changesOf(stepped, post, now), ...extra };
    const saved = await posts.save(post, changes, now, announcePostChange(post, stepped, actor, now));
    if (saved !== undefined) {
      if (saved.state !== post.state) countState(count, saved.state);
      return saved;
    }
    post = await posts.find(name.tenant, name.postId);
  }
  throw new Error(`A post changed during ${triesMax} tries to change it.`);
};

const isSame = (stepped: SteppedPost, post: PostRow): boolean =>
  stepped.state === post.state &&
  stepped.reason?.code === post.reason?.code &&
  stepped.reason?.logId === post.reason?.logId &&
  stepped.bytesConfirmed === post.bytesConfirmed &&
  stepped.postIds === post.postIds &&
  stepped.publicNotices === post.publicNotices;
