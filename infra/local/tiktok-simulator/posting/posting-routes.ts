import type { ControlRoute } from '../control-routes.ts';
import { filledText, InputError, oneOf, readObject, readPartial, text, whole } from '../input.ts';
import type { DraftChoice, ForeignPost } from './creator-acts.ts';
import { readDeclaration } from './declarations.ts';
import { type FailReason, failReasons, type TaskStatus, taskStatuses } from './task.ts';

const readChoice = readPartial<DraftChoice>({ privacyLevel: filledText, title: text });
const readFailure = readObject<{ reason: FailReason }, 'reason'>({ reason: oneOf(...failReasons) }, 'reason');
const readPost = readObject<ForeignPost, 'username'>(
  { username: filledText, title: text, privacyLevel: filledText, createdAt: whole(0) },
  'username',
);

/** The part of the control API that is about posts. */
export const postingRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/tasks',
    summary:
      'Publish tasks, oldest first, with all transitions, uploaded chunks, pulled files and posts: ?openId=&status=&limit=.',
    run: (control, { query }) => {
      const [openId, status] = [query.get('openId'), query.get('status')];
      const filter = {
        ...(openId === null ? {} : { openId }),
        ...(status === null ? {} : { status: readStatus(status) }),
        limit: whole(1)(Number(query.get('limit') ?? 1_000), 'limit'),
      };
      return control.listTasks(filter);
    },
  },
  {
    method: 'POST',
    path: '/tasks/settle',
    summary:
      'Answers once no pull is under way, all that is due has happened and its webhooks have been tried.',
    run: (control) => control.settleTasks(),
  },
  {
    method: 'GET',
    path: '/tasks/{name}',
    summary: 'One publish task by its publish id.',
    run: (control, { name }) => control.readTask(name),
  },
  {
    method: 'POST',
    path: '/tasks/{name}/post',
    summary: 'The creator posts the draft, once more each time: {privacyLevel?, title?}.',
    run: (control, { name, body }) => control.postDraft(name, readChoice(body, 'body')),
  },
  {
    method: 'POST',
    path: '/tasks/{name}/fail',
    summary: 'Ends a task that is under way: {reason}, one of TikTok’s fail reasons.',
    run: (control, { name, body }) => control.failTask(name, readFailure(body, 'body').reason),
  },
  {
    method: 'GET',
    path: '/posts',
    summary: 'Posts on the profiles, oldest first: ?openId=.',
    run: (control, { query }) => control.listPosts(query.get('openId') ?? undefined),
  },
  {
    method: 'POST',
    path: '/posts',
    summary: 'The creator posts without the app: {username, title?, privacyLevel?, createdAt?}.',
    run: (control, { body }) => control.addPost(readPost(body, 'body')),
  },
  {
    method: 'POST',
    path: '/posts/{name}/delete',
    summary: 'The creator deletes a post.',
    run: (control, { name }) => control.deletePost(name),
  },
  {
    method: 'POST',
    path: '/posts/{name}/private',
    summary: 'The creator makes a post visible to nobody else.',
    run: (control, { name }) => control.makePostPrivate(name),
  },
  {
    method: 'POST',
    path: '/posts/{name}/public',
    summary: 'The creator makes a post public; moderation follows.',
    run: (control, { name }) => control.makePostPublic(name),
  },
  {
    method: 'GET',
    path: '/declarations',
    summary: 'What TikTok makes of certain posts.',
    run: (control) => control.listDeclarations(),
  },
  {
    method: 'POST',
    path: '/declarations',
    summary:
      'Declares it: {match: {publishId?, openId?, url?, fileName?, sha256?, sizeBytes?, title?}, facts?: {format?, codec?, durationSeconds?, frameRate?, widthPx?, heightPx?}, failReason?, pullSeconds?, processingSeconds?, moderationSeconds? = number, or null for never}.',
    run: (control, { body }) => control.declare(readDeclaration(body, 'body')),
  },
  {
    method: 'DELETE',
    path: '/declarations',
    summary: 'Forgets all declarations: every file is in order again.',
    run: (control) => control.clearDeclarations(),
  },
  {
    method: 'GET',
    path: '/posting-calls',
    summary:
      'By endpoint, calls that arrived, were done, limited or refused by TikTok, or struck by a fault: {total, creators}, ?openId=.',
    run: (control, { query }) => {
      const openId = query.get('openId');
      const creators = control.listPostingCalls();
      return {
        total: control.countPostingCalls(),
        creators: openId === null ? creators : creators.filter((counts) => counts.openId === openId),
      };
    },
  },
];

function readStatus(given: string): TaskStatus {
  const found = taskStatuses.find((status) => status === given);
  if (found === undefined) throw new InputError(`status must be one of ${taskStatuses.join(', ')}.`);
  return found;
}
