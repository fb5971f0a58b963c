import type { PostRow, PostState } from '../database/posts.ts';
import type { Actor } from '../outbox/crm-event.ts';
import {
  announcePostChange,
  type ChangeDependencies,
  changesOf,
  postNotFound,
  stepRow,
} from './change-post.ts';
import type { Happening } from './step.ts';

/** How often a post may change under a writer's hands before that is a fault; each loses to one that won. */
const triesMax = 20;

/**
 * Lets something happen to a post only while it is in one of these states, however many write it at a time. `isDone` says
 * whether it did; if not, `post` is as it is now. Throws `post_not_found`.
 */
export const changeWhile = async (
  { posts, clock }: ChangeDependencies,
  known: PostRow,
  states: readonly PostState[],
  happening: Happening,
  actor: Actor,
): Promise<{ readonly isDone: boolean; readonly post: PostRow }> => {
  let post = known;
  for (let tries = 0; tries < triesMax; tries += 1) {
    if (!states.includes(post.state)) return { isDone: false, post };
    const stepped = stepRow(post, happening);
    const now = clock();
    const announcement = announcePostChange(post, stepped, actor, now);
    const saved = await posts.save(post, changesOf(stepped, post, now), now, announcement);
    if (saved !== undefined) return { isDone: true, post: saved };
    const present = await posts.find(post.tenantId, post.id);
    if (present === undefined) throw postNotFound();
    post = present;
  }
  throw new Error(`A post changed during ${triesMax} tries to change it.`);
};
