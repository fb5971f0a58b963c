import type { Control } from '../control.ts';
import { html, type Markup } from '../html.ts';
import { badge, formatTime, options } from '../page-parts.ts';
import { failReasons } from './task.ts';
import type { PostView, TaskView } from './task-views.ts';

/** The newest publish tasks with their posts, what was sent for them, and what their creators can do. */
export function renderTasks(control: Control, rowsShown: number): Markup {
  const tasks = control.listTasks({ limit: rowsShown }).reverse();
  if (tasks.length === 0) return html`<p class="empty">Nothing has been posted.</p>`;
  return html`<table>
<thead><tr><th scope="col">Init</th><th scope="col">Creator</th><th scope="col">Post</th><th scope="col">Bytes</th><th scope="col">State</th><th scope="col">On the profile</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
<tbody>${tasks.map(renderTask)}</tbody></table>`;
}

function renderTask(task: TaskView): Markup {
  const { publishId, createdAt, username, openId, mode, media, title } = task;
  return html`<tr>
<td>${formatTime(createdAt)}</td>
<td>${username === null ? openId : `@${username}`}</td>
<td>${badge(`${mode} ${media}`)} ${title.slice(0, 80)}<br><small><code>${publishId}</code></small>${renderWatching(task)}</td>
<td class="bytes">${renderBytes(task)}</td>
<td>${renderState(task)}</td>
<td>${task.posts.map(renderPost)}</td>
<td>${renderActs(task)}</td>
</tr>`;
}

function renderWatching({ media, watchUrls, title }: TaskView): Markup | null {
  if (watchUrls.length === 0) return null;
  const shown = watchUrls.map((url) =>
    media === 'video'
      ? html`<video src="${url}" controls preload="none" width="240"></video>`
      : html`<img src="${url}" alt="Picture of ${title}" loading="lazy" width="120">`,
  );
  return html`<details><summary>Watch</summary>${shown}</details>`;
}

function renderBytes({ source, upload, pull }: TaskView): Markup {
  const count =
    upload === null ? `${pull?.downloadedBytes ?? 0}` : `${upload.receivedBytes} of ${upload.sizeBytes}`;
  return html`<code>${source}</code><br>${count} ${pull?.failure && html`<br><small>${pull.failure}</small>`}`;
}

const tones = { FAILED: 'warn', PUBLISH_COMPLETE: 'good', SEND_TO_USER_INBOX: 'good' } as const;

function renderState({ status, phase, failReason, transitions }: TaskView): Markup {
  const isFinal = status === 'FAILED' || status === 'PUBLISH_COMPLETE' || status === 'SEND_TO_USER_INBOX';
  const past = transitions.map(
    (one) => html`<li>${formatTime(one.at)} ${one.status} <small>${one.failReason ?? one.phase}</small></li>`,
  );
  return html`${badge(status, isFinal ? tones[status] : 'plain')} <small>${failReason ?? (phase === 'done' ? '' : phase)}</small>
<details><summary>History</summary><ul>${past}</ul></details>`;
}

function renderPost(post: PostView): Markup {
  const { postId, privacyLevel, deletedAt, moderationDueAt, isPublic } = post;
  const path = `/posts/${postId}`;
  const acts = [
    ['Delete', 'delete', true],
    ['Make private', 'private', privacyLevel !== 'SELF_ONLY'],
    ['Make public', 'public', !isPublic && moderationDueAt === null],
  ] as const;
  const buttons = acts
    .filter(([, , isOffered]) => isOffered && deletedAt === null)
    .map(
      ([label, act]) =>
        html`<button class="secondary small" data-method="POST" data-path="${path}/${act}">${label}</button> `,
    );
  return html`<p><code>${postId}</code> ${badge(stateOf(post), isPublic ? 'good' : 'plain')}<br>${buttons}</p>`;
}

function stateOf({ deletedAt, isPublic, moderationDueAt }: PostView): string {
  if (deletedAt !== null) return 'deleted';
  if (isPublic) return 'public';
  return moderationDueAt === null ? 'not public' : 'in moderation';
}

function renderActs({ publishId, mode, phase, status }: TaskView): Markup | null {
  const path = `/tasks/${encodeURIComponent(publishId)}`;
  if (phase !== 'done') {
    return html`<form class="inline" data-method="POST" data-path="${path}/fail">
<label><span class="hidden">Reason why ${publishId} fails</span><select name="reason">${options(failReasons.map((reason): [string, string] => [reason, reason]))}</select></label>
<button class="secondary small">Fail</button></form>`;
  }
  if (mode !== 'draft' || status === 'FAILED') return null;
  const label = status === 'SEND_TO_USER_INBOX' ? 'Post the draft' : 'Post it again';
  return html`<button class="secondary small" data-method="POST" data-path="${path}/post">${label}</button>`;
}
