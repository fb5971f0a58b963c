import { randomInt } from 'node:crypto';
import { findCreatorByOpenId } from '../creators.ts';
import { InputError } from '../input.ts';
import type { Simulation } from '../simulation.ts';
import { failTask, noteTransition } from './course.ts';
import { newPostId } from './ids.ts';
import { announceArrival } from './post-events.ts';
import { beginModeration, hidePost, publishPost } from './post-visibility.ts';
import { privacyOptions } from './privacy.ts';
import type { FailReason, PublishTask } from './task.ts';
import { publicLevel, type TikTokPost } from './tiktok-post.ts';

/** What a creator chooses when posting a draft in the app; the widest audience and no caption unless stated. */
export interface DraftChoice {
  privacyLevel?: string;
  title?: string;
}

/** Something that a creator posts without the app. */
export interface ForeignPost {
  username: string;
  title?: string;
  privacyLevel?: string;
  createdAt?: number;
}

/** The task of a publish id. Throws an InputError if there is none. */
export function findTask({ store }: Simulation, publishId: string): PublishTask {
  const task = store.state.tasks.get(publishId);
  if (task === undefined) throw new InputError(`There is no publish task ${publishId}.`);
  return task;
}

function findPost({ store }: Simulation, postId: string): TikTokPost {
  const post = store.state.posts.get(postId);
  if (post === undefined || post.deletedAt !== null) throw new InputError(`There is no post ${postId}.`);
  return post;
}

/**
 * The creator opens the notification and posts the draft, which can be done more than once. Throws an InputError for a
 * task that is no delivered draft, and for a level that is none of the creator's.
 */
export function postDraft(simulation: Simulation, publishId: string, choice: DraftChoice): TikTokPost {
  const task = findTask(simulation, publishId);
  if (task.mode !== 'draft' || task.phase !== 'done' || task.failReason !== null)
    throw new InputError(`${publishId} is no draft in the creator's inbox.`);
  const privacyLevel = chooseLevel(simulation, task.openId, choice.privacyLevel);
  task.status = 'PUBLISH_COMPLETE';
  noteTransition(simulation, task);
  announceArrival(simulation, task, 'post.publish.complete');
  return publishPost(simulation, task, { title: choice.title ?? task.title, privacyLevel });
}

/** The creator deletes a post. Throws an InputError if there is none. */
export function deletePost(simulation: Simulation, postId: string): TikTokPost {
  const post = findPost(simulation, postId);
  const { publicAt } = post;
  hidePost(simulation, post, { deletedAt: simulation.clock.now(), publicAt });
  return post;
}

/** The creator makes a post visible to nobody else. Throws an InputError if there is none. */
export function makePostPrivate(simulation: Simulation, postId: string): TikTokPost {
  const post = findPost(simulation, postId);
  hidePost(simulation, post, { privacyLevel: 'SELF_ONLY' });
  return post;
}

/** The creator makes a post public, which moderation follows. Throws an InputError if the account is private. */
export function makePostPublic(simulation: Simulation, postId: string): TikTokPost {
  const post = findPost(simulation, postId);
  post.privacyLevel = chooseLevel(simulation, post.openId, publicLevel);
  if (post.publicAt === null) beginModeration(simulation, post);
  simulation.store.touch();
  return post;
}

/** Ends a task at once for a reason. Throws an InputError if it is done. */
export function failByHand(simulation: Simulation, publishId: string, reason: FailReason): PublishTask {
  const task = findTask(simulation, publishId);
  if (task.phase === 'done') throw new InputError(`${publishId} is done: ${task.status}.`);
  failTask(simulation, task, reason);
  return task;
}

/** A post on the profile that the app knows nothing of; a public one is so at once. */
export function addForeignPost(simulation: Simulation, openId: string, given: ForeignPost): TikTokPost {
  const { store, clock } = simulation;
  const privacyLevel = chooseLevel(simulation, openId, given.privacyLevel);
  const createdAt = given.createdAt ?? clock.now();
  const post: TikTokPost = {
    postId: newPostId(),
    publishId: null,
    openId,
    media: 'video',
    createdAt,
    isAigc: false,
    title: given.title ?? '',
    privacyLevel,
    durationSeconds: randomInt(5, 180),
    widthPx: 1_080,
    heightPx: 1_920,
    moderationDueAt: null,
    publicAt: privacyLevel === publicLevel ? createdAt : null,
    deletedAt: null,
  };
  store.state.posts.set(post.postId, post);
  store.touch();
  return post;
}

function chooseLevel({ store }: Simulation, openId: string, wish: string | undefined): string {
  const creator = findCreatorByOpenId(store.state.creators, openId);
  if (creator === undefined) throw new InputError('The creator is gone.');
  const options = privacyOptions(creator);
  const level = wish ?? options[0] ?? 'SELF_ONLY';
  if (!options.includes(level))
    throw new InputError(`The privacy level must be one of ${options.join(', ')}.`);
  return level;
}
