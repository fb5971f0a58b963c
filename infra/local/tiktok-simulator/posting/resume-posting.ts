import type { Simulation } from '../simulation.ts';
import { resumeTask } from './course.ts';
import { resumeModeration } from './post-visibility.ts';

/** Goes on with what was under way when the state was saved. */
export function resumePosting(simulation: Simulation): void {
  const { tasks, posts } = simulation.store.state;
  for (const task of tasks.values()) if (task.phase !== 'done') resumeTask(simulation, task);
  for (const post of posts.values()) if (post.moderationDueAt !== null) resumeModeration(simulation, post);
}
