import type { Simulation } from '../simulation.ts';
import {
  addForeignPost,
  type DraftChoice,
  deletePost,
  type ForeignPost,
  failByHand,
  findTask,
  makePostPrivate,
  makePostPublic,
  postDraft,
} from './creator-acts.ts';
import type { Declaration } from './declarations.ts';
import type { PostingCallCounts } from './posting-traffic.ts';
import type { FailReason, TaskStatus } from './task.ts';
import { type PostView, presentPost, presentTask, type TaskView } from './task-views.ts';

export interface TaskFilter {
  openId?: string;
  status?: TaskStatus;
  limit?: number;
}

/** What can be done to posts and seen of them. Bad input throws an InputError. */
export interface PostingControl {
  /** Publish tasks, oldest first; with a limit only the newest so many. */
  listTasks(filter?: TaskFilter): TaskView[];
  readTask(publishId: string): TaskView;
  /** The creator posts a draft from the inbox; can be done again. */
  postDraft(publishId: string, choice?: DraftChoice): PostView;
  /** Ends a task that is under way. */
  failTask(publishId: string, reason: FailReason): TaskView;
  listPosts(openId?: string): PostView[];
  deletePost(postId: string): PostView;
  makePostPrivate(postId: string): PostView;
  makePostPublic(postId: string): PostView;
  /** The creator posts something without the app. */
  addPost(post: ForeignPost): PostView;
  /** Says what TikTok makes of certain posts; without one all is in order. */
  declare(declaration: Declaration): Declaration;
  listDeclarations(): readonly Declaration[];
  clearDeclarations(): void;
  /** What calls of the posting and display endpoints met, for one creator or over all. */
  countPostingCalls(openId?: string): PostingCallCounts;
  /** The same for every creator with a call. */
  listPostingCalls(): ({ openId: string } & PostingCallCounts)[];
  /** Resolves once no pull is under way, all that is due has happened and its webhooks have been tried. */
  settleTasks(): Promise<void>;
}

/** The control operations of posting; `openIdOf` finds a creator or throws an InputError. */
export function createPostingControl(
  simulation: Simulation,
  openIdOf: (username: string) => string,
): PostingControl {
  const { store, posting } = simulation;
  const { state } = store;
  const readTask = (publishId: string) => presentTask(simulation, findTask(simulation, publishId));
  return {
    listTasks: ({ openId, status, limit = Number.POSITIVE_INFINITY } = {}) =>
      [...state.tasks.values()]
        .filter((task) => openId === undefined || task.openId === openId)
        .filter((task) => status === undefined || task.status === status)
        .slice(-limit)
        .map((task) => presentTask(simulation, task)),
    readTask,
    postDraft: (publishId, choice = {}) => presentPost(postDraft(simulation, publishId, choice)),
    failTask: (publishId, reason) => presentTask(simulation, failByHand(simulation, publishId, reason)),
    listPosts: (openId) =>
      [...state.posts.values()]
        .filter((post) => openId === undefined || post.openId === openId)
        .map(presentPost),
    deletePost: (postId) => presentPost(deletePost(simulation, postId)),
    makePostPrivate: (postId) => presentPost(makePostPrivate(simulation, postId)),
    makePostPublic: (postId) => presentPost(makePostPublic(simulation, postId)),
    addPost: (post) => presentPost(addForeignPost(simulation, openIdOf(post.username), post)),
    declare: posting.declarations.add,
    listDeclarations: posting.declarations.list,
    clearDeclarations: posting.declarations.clear,
    countPostingCalls: posting.traffic.count,
    listPostingCalls: posting.traffic.list,
    settleTasks: () => settleTasks(simulation),
  };
}

/** Lets all happen that is under way or due now. */
async function settleTasks({ posting, webhooks, clock }: Simulation): Promise<void> {
  const { pulls, agenda } = posting;
  const isDue = () => (agenda.nextDueAt() ?? Number.POSITIVE_INFINITY) <= clock.now();
  do {
    await pulls.ended();
    agenda.runDue();
    await webhooks.settled();
  } while (pulls.count() > 0 || isDue());
}
