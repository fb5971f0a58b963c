import type { Simulation } from '../simulation.ts';
import { newPostId } from './ids.ts';
import { announceVisibility } from './post-events.ts';
import type { PublishTask } from './task.ts';
import { isPublic, publicLevel, type TikTokPost } from './tiktok-post.ts';

/** Puts a post of a task on the creator's profile; a public one is seen by everyone once it has passed moderation. */
export function publishPost(
  simulation: Simulation,
  task: PublishTask,
  { title, privacyLevel }: Pick<TikTokPost, 'title' | 'privacyLevel'>,
): TikTokPost {
  const { facts = {} } = simulation.posting.declarations.find(task);
  const post: TikTokPost = {
    postId: newPostId(),
    publishId: task.publishId,
    openId: task.openId,
    media: task.media,
    createdAt: simulation.clock.now(),
    isAigc: task.isAigc,
    title,
    privacyLevel,
    durationSeconds: Math.round(task.media === 'photo' ? 0 : (facts.durationSeconds ?? 15)),
    widthPx: facts.widthPx ?? 1_080,
    heightPx: facts.heightPx ?? 1_920,
    moderationDueAt: null,
    publicAt: null,
    deletedAt: null,
  };
  simulation.store.state.posts.set(post.postId, post);
  if (privacyLevel === publicLevel) beginModeration(simulation, post);
  simulation.store.touch();
  return post;
}

/** Lets a post that is to be public wait for its moderation, which it may never pass. */
export function beginModeration(simulation: Simulation, post: TikTokPost): void {
  const { store, clock, posting } = simulation;
  const task = store.state.tasks.get(post.publishId ?? '');
  const declared = task === undefined ? undefined : posting.declarations.find(task).moderationSeconds;
  const seconds = declared === undefined ? store.state.switches.moderationSeconds : declared;
  post.moderationDueAt = seconds === null ? null : clock.now() + seconds * 1_000;
  resumeModeration(simulation, post);
}

/** Puts down when a post passes moderation, if it waits for that. */
export function resumeModeration(simulation: Simulation, post: TikTokPost): void {
  simulation.posting.agenda.put(post.postId, post.moderationDueAt, () => {
    post.moderationDueAt = null;
    post.publicAt = simulation.clock.now();
    announceVisibility(simulation, post, 'post.publish.publicly_available');
    simulation.store.touch();
  });
}

/** Hides a post from everyone but those it is for; a post that was public is announced. */
export function hidePost(simulation: Simulation, post: TikTokPost, change: Partial<TikTokPost>): void {
  const wasPublic = isPublic(post);
  Object.assign(post, { moderationDueAt: null, publicAt: null, ...change });
  resumeModeration(simulation, post);
  if (wasPublic) announceVisibility(simulation, post, 'post.publish.no_longer_publicaly_available');
  simulation.store.touch();
}
