import { Failure } from '../core/failure.ts';
import type { ListedPost, PostList, PostViewer } from '../database/post-list.ts';
import type { PostRow, PostState } from '../database/posts.ts';
import type { RateCalls } from '../database/rate-calls.ts';
import { type Platform, PlatformError } from '../platforms/platform.ts';
import type { PostingPlatform } from '../platforms/posting.ts';
import type { RefreshDependencies } from '../tokens/refresh-account.ts';
import { withAccessToken } from '../tokens/with-access-token.ts';
import type { ChangeDependencies } from './change-post.ts';
import { changeWhile } from './change-while.ts';
import { findOwnPost } from './find-post.ts';
import { failureOf, throttledForMs } from './platform-failure.ts';
import { cancelAsked } from './status-sentence.ts';
import { takeCall } from './take-call.ts';

export interface CancelDependencies extends RefreshDependencies, ChangeDependencies {
  readonly count: RefreshDependencies['count'];
  readonly list: PostList;
  readonly platform: Platform & PostingPlatform;
  readonly calls: RateCalls;
}

/** `now`: it is cancelled. `asked`: the platform was asked to stop, and says itself whether it did. */
export interface Cancelling extends ListedPost {
  readonly cancelled: 'now' | 'asked';
}

const creatorDeletes = 'Once it is published, the creator can delete it in the {platform} app.';

/** Why a post in a state cannot be cancelled any more, and what can be done instead. */
const tooLateBecause: Readonly<Record<Exclude<PostState, 'scheduled' | 'queued' | 'cancelled'>, string>> = {
  submitting: '{platform} is being asked for it at this moment. Look at its status in a few seconds.',
  outcome_unknown:
    '{platform} was asked for it and its answer was lost. Look in the {platform} app, and settle it with resolve-post.',
  transferring: `Its file is on its way, and {platform} offers no way to stop that. ${creatorDeletes}`,
  processing: `{platform} has its media and goes on by itself. ${creatorDeletes}`,
  in_inbox:
    'The draft is in the creator’s {platform} inbox. It is published only if the creator does so, who can also discard it there.',
  failed: 'It has failed already; there is nothing to cancel.',
  published: 'It is published. The creator can delete it in the {platform} app.',
};

const tooLate = (detail: string, name: string): Failure =>
  new Failure('post_too_late', { detail: detail.replaceAll('{platform}', name) });

/** A caller waits for the answer, so another worker's refresh is not waited for as long as elsewhere. */
const question = { lifeNeededMs: 30_000, waitMs: 5_000, beginWithinMs: 2_000 } as const;

/** Asks the platform to stop fetching. A no that nobody can do anything about means that it is past that. */
const askToStop = async (
  dependencies: CancelDependencies,
  { tenantId: tenant, accountId }: PostRow,
  publishId: string,
): Promise<void> => {
  const { calls, platform, chance } = dependencies;
  const account = { tenant, accountId };
  try {
    await withAccessToken(
      dependencies,
      account,
      async (accessToken) => {
        await takeCall(calls, account, 'cancel');
        await platform.cancelPost(accessToken, publishId);
      },
      question,
    );
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const { advice, sentence } = platform.explainPostReason(error.code);
    if (error.errorClass === 'permanent' && advice === 'none') throw tooLate(sentence, platform.name);
    if (error.errorClass === 'throttled') await calls.block(account, 'cancel', throttledForMs(chance()));
    throw failureOf(error, platform);
  }
};

/** Kept with the post, so that asking again asks nobody; a post that has moved on meanwhile says more than that. */
const noteAsked = async ({ posts, clock }: CancelDependencies, asked: PostRow): Promise<PostRow> => {
  for (let post: PostRow | undefined = asked; post !== undefined; ) {
    if (post.state !== 'processing' || post.reason?.code === cancelAsked) return post;
    const saved = await posts.save(post, { reason: { code: cancelAsked } }, clock());
    if (saved !== undefined) return saved;
    post = await posts.find(asked.tenantId, asked.id);
  }
  return asked;
};

const endAtPlatform = async (
  dependencies: CancelDependencies,
  post: PostRow,
): Promise<{ post: PostRow; cancelled: 'now' | 'asked' }> => {
  if (post.reason?.code === cancelAsked) return { post, cancelled: 'asked' };
  if (post.source !== 'PULL_FROM_URL' || post.publishId === null)
    throw tooLate(tooLateBecause.processing, dependencies.platform.name);
  await askToStop(dependencies, post, post.publishId);
  const noted = await noteAsked(dependencies, post);
  return { post: noted, cancelled: noted.state === 'cancelled' ? 'now' : 'asked' };
};

/**
 * Cancels a post: at once while the platform has not been asked for it, by asking the platform while it fetches the media.
 * Repeating it changes nothing. Throws `post_not_found`, `post_too_late` with the reason, and, where the platform is asked,
 * `rate_limited`, `platform_unavailable` and what `withAccessToken` throws.
 */
export const cancelPost = async (
  dependencies: CancelDependencies,
  viewer: PostViewer,
  { postId, userId }: { readonly postId: string; readonly userId: string },
): Promise<Cancelling> => {
  const { post: known, username } = await findOwnPost(dependencies.list, viewer, postId);
  const { post } = await changeWhile(
    dependencies,
    known,
    ({ state }) => state === 'scheduled' || state === 'queued',
    { kind: 'cancelled', reason: { code: 'cancelled_by_user' } },
    `user:${userId}`,
  );
  switch (post.state) {
    case 'cancelled':
      return { post, username, cancelled: 'now' };
    case 'processing':
      return { username, ...(await endAtPlatform(dependencies, post)) };
    case 'scheduled':
    case 'queued':
      throw new Error('A post that waits was neither cancelled nor overtaken.');
    default:
      throw tooLate(tooLateBecause[post.state], dependencies.platform.name);
  }
};
