import type { PostChanges, PostRow } from '../database/posts.ts';
import type { Actor } from '../outbox/crm-event.ts';
import {
  announcePostChange,
  type ChangeDependencies,
  changesOf,
  countState,
  postNotFound,
  stepRow,
} from './change-post.ts';
import type { Happening } from './step.ts';

/** How often a post may change under a writer's hands before that is a fault; each loses to one that won. */
const triesMax = 20;

/**
 * Lets something happen to a post, and stores these changes with it, only while `holds` says so of it, however many write it
 * at a time. `isDone` says whether it did; if not, `post` is as it is now. Throws `post_not_found`.
 */
export const changeWhile = async (
  { posts, clock, count }: ChangeDependencies,
  known: PostRow,
  holds: (post: PostRow) => boolean,
  happening: Happening,
  actor: Actor,
  more: PostChanges = {},
): Promise<{ readonly isDone: boolean; readonly post: PostRow }> => {
  let post = known;
  for (let tries = 0; tries < triesMax; tries += 1) {
    if (!holds(post)) return { isDone: false, post };
    const stepped = stepRow(post, happening);
    const now = clock();
    const announcement = announcePostChange(post, stepped, actor, now);
    const changes = { ...changesOf(stepped, post, now), ...more };
    const saved = await posts.save(post, changes, now, announcement);
    if (saved !== undefined) {
      if (saved.state !== post.state) countState(count, saved.state);
      return { isDone: true, post: saved };
    }
    const present = await posts.find(post.tenantId, post.id);
    if (present === undefined) throw postNotFound();
    post = present;
  }
  throw new Error(`A post changed during ${triesMax} tries to change it.`);
};
