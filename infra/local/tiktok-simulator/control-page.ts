import { drawAvatar } from './avatar.ts';
import type { Control, CreatorView } from './control.ts';
import { renderAppForm, renderCalls, renderFaults, renderSwitches } from './control-page-settings.ts';
import { renderTokens } from './control-page-tokens.ts';
import { type DeliveryView, presentDelivery } from './control-views.ts';
import { answerPage, html, type Markup } from './html.ts';
import type { Answer } from './http.ts';
import { badge, formatTime, options } from './page-parts.ts';
import { renderTasks } from './posting/page-posts.ts';
import { failReasons } from './posting/task.ts';
import { eventTypes } from './webhook-event.ts';

const rowsShown = 50;

/**
 * The control page: everything the control API does, for people. It is whole without its script; the script sends
 * the forms as JSON and renews the parts marked `data-live`.
 */
export function renderControlPage(control: Control): Answer {
  const creators = control.listCreators();
  const body = html`<header class="bar">
<div class="page">
<h1 class="brand">TikTok simulator</h1>
${renderClock(control)}
<p class="message" role="status" aria-live="polite" id="message"></p>
</div>
</header>
<main class="page">
<section class="card" aria-labelledby="creators-title">
<h2 id="creators-title">Creators</h2>
<div class="scroll" id="creators" data-live>${renderCreators(creators)}</div>
<details><summary>Connect many new creators</summary>
<form class="fields" data-method="POST" data-path="/grants">
<label>How many <input name="count" type="number" min="1" max="200000" data-type="number" value="100" required></label>
<label>Names begin with <input name="prefix" placeholder="creator"></label>
<button class="primary">Connect</button>
</form></details>
<details><summary>Add a creator</summary>
<form class="fields" data-method="POST" data-path="/creators">
<label>Username <input name="username" required></label>
<label>Nickname <input name="nickname"></label>
<label class="check"><input type="checkbox" name="privateAccount"> Private account</label>
<label class="check"><input type="checkbox" name="banned"> Banned from posting</label>
<button class="primary">Add</button>
</form></details>
</section>
<section class="card" aria-labelledby="tokens-title">
<h2 id="tokens-title">Tokens</h2>
<div class="scroll" id="tokens" data-live>${renderTokens(control, rowsShown)}</div>
</section>
<section class="card" aria-labelledby="posts-title">
<h2 id="posts-title">Posts</h2>
<div class="scroll" id="posts" data-live>${renderTasks(control, rowsShown)}</div>
<details><summary>Say what TikTok makes of a post</summary>
<form class="fields" data-method="POST" data-path="/declarations">
<label>Publish id <input name="match.publishId" placeholder="any" autocomplete="off"></label>
<label>Title <input name="match.title" placeholder="any" autocomplete="off"></label>
<label>File name of a URL <input name="match.fileName" placeholder="any" autocomplete="off"></label>
<label>Fail reason <select name="failReason">${options([['', 'by the facts'], ...failReasons.map((reason): [string, string] => [reason, reason])])}</select></label>
<label>Frame rate <input name="facts.frameRate" type="number" min="0" data-type="number" placeholder="in order"></label>
<label>Duration (s) <input name="facts.durationSeconds" type="number" min="0" data-type="number" placeholder="in order"></label>
<label>Format <input name="facts.format" placeholder="in order" autocomplete="off"></label>
<label>Width (px) <input name="facts.widthPx" type="number" min="1" data-type="number" placeholder="in order"></label>
<label>Height (px) <input name="facts.heightPx" type="number" min="1" data-type="number" placeholder="in order"></label>
<button class="primary">Declare</button>
<button class="secondary" type="button" data-method="DELETE" data-path="/declarations">Forget all declarations</button>
</form></details>
</section>
<section class="card" aria-labelledby="webhooks-title">
<h2 id="webhooks-title">Webhooks</h2>
${renderSendForm(creators)}
<div class="scroll" id="webhooks" data-live>${renderDeliveries(control.listWebhooks().slice(-rowsShown).map(presentDelivery))}</div>
</section>
<section class="card" aria-labelledby="calls-title">
<h2 id="calls-title">API calls</h2>
<div class="scroll" id="calls" data-live>${renderCalls(control.listCalls().slice(-rowsShown))}</div>
</section>
<section class="card" aria-labelledby="faults-title">
<h2 id="faults-title">Faults</h2>
${renderFaults(control.listFaults())}
</section>
<section class="card" aria-labelledby="app-title">
<h2 id="app-title">App</h2>
${renderAppForm(control.readApp())}
</section>
<section class="card" aria-labelledby="switches-title">
<h2 id="switches-title">Switches</h2>
<p>What TikTok leaves open, or changed lately. Numbers in brackets name the section of the protocol reference.</p>
${renderSwitches(control.readSwitches())}
</section>
<p class="note">The same as JSON: <a href="/_simulator/api">control API</a>.
<button class="secondary small" data-method="POST" data-path="/reset" data-confirm="Forget all connections, webhooks and changes?">Reset the simulator</button></p>
</main>`;
  return answerPage({
    title: 'Control · TikTok simulator',
    body,
    style: 'control-page.css',
    script: 'control-page.js',
  });
}

const minuteMs = 60_000;
const steps: readonly [string, number][] = [
  ['+1 min', minuteMs],
  ['+10 min', 10 * minuteMs],
  ['+1 h', 60 * minuteMs],
  ['+2 h', 120 * minuteMs],
  ['+1 d', 24 * 60 * minuteMs],
  ['+72 h', 72 * 60 * minuteMs],
];

function renderClock(control: Control): Markup {
  const { iso, frozen } = control.readClock();
  const [date, time] = iso.split('T');
  return html`<div class="clock" role="group" aria-label="Simulated clock">
<span id="clock" data-live><time datetime="${iso}">${date} <strong>${time?.slice(0, 8)}</strong> UTC</time>
<button class="small" data-method="POST" data-path="/clock" data-body="${JSON.stringify({ frozen: !frozen })}">${frozen ? 'Run' : 'Freeze'}</button></span>
${steps.map(
  ([label, advanceMs]) =>
    html`<button class="small" data-method="POST" data-path="/clock" data-body="${JSON.stringify({ advanceMs })}" aria-label="Advance the clock by ${label.slice(1)}">${label}</button>`,
)}
</div>`;
}

const reasons: readonly [string, string][] = [
  ['1', 'in the app'],
  ['2', 'account deleted'],
  ['3', 'age changed'],
  ['4', 'account banned'],
];

function renderCreators(creators: readonly CreatorView[]): Markup {
  return html`<table>
<thead><tr><th scope="col">Creator</th><th scope="col">Account</th><th scope="col">Connection</th><th scope="col">Granted scopes</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
<tbody>${creators.slice(0, 200).map(renderCreator)}</tbody></table>`;
}

function renderCreator(creator: CreatorView): Markup {
  const picture = Buffer.from(drawAvatar(creator.username, creator.nickname, 80)).toString('base64');
  const path = `/creators/${encodeURIComponent(creator.username)}`;
  return html`<tr>
<td><span class="person"><img src="data:image/svg+xml;base64,${picture}" alt="" width="40" height="40">
<span><strong>${creator.nickname}</strong><small>@${creator.username}</small><small><code>${creator.openId}</code></small></span></span></td>
<td>${creator.privateAccount ? badge('private') : badge('public')} ${creator.banned && badge('posting banned', 'warn')}
${creator.isVerified && badge('verified')} ${creator.duetDisabled && badge('no duet')} ${creator.stitchDisabled && badge('no stitch')}</td>
<td>${creator.connected ? badge(creator.liveGrants > 1 ? `connected × ${creator.liveGrants}` : 'connected', 'good') : badge('not connected')}</td>
<td class="scopelist">${creator.grantedScopes.map((scope) => html`<code>${scope}</code> `)}</td>
<td>${
    creator.connected
      ? html`<form class="inline" data-method="POST" data-path="${path}/disconnect">
<label><span class="hidden">Reason why @${creator.username} disconnects</span><select name="reason" data-type="number">${options(reasons, '1')}</select></label>
<button class="secondary small">Disconnect</button></form>`
      : null
  }</td>
</tr>`;
}

function renderSendForm(creators: readonly CreatorView[]): Markup {
  const names = creators.slice(0, 200).map(({ username }): [string, string] => [username, `@${username}`]);
  return html`<form class="fields" data-method="POST" data-path="/webhooks/event">
<label>Event <select name="event">${options(eventTypes.map((event): [string, string] => [event, event]))}</select></label>
<label>Creator <select name="creator">${options(names)}</select></label>
<label>Signature <select name="signature">${options([
    ['valid', 'valid'],
    ['corrupt', 'corrupt'],
    ['absent', 'absent'],
  ])}</select></label>
<label>Duplicates <input name="duplicates" type="number" min="0" max="1000" data-type="number" placeholder="0"></label>
<label>t is off by (s) <input name="timestampOffsetSeconds" type="number" data-type="number" placeholder="0"></label>
<label class="wide">Content <input name="contentText" placeholder="a plausible sample" autocomplete="off"></label>
<button class="primary">Send event</button>
<button class="secondary" type="button" data-method="POST" data-path="/webhooks/ping">Send tiktok.ping</button>
</form>`;
}

function renderDeliveries(deliveries: readonly DeliveryView[]): Markup {
  if (deliveries.length === 0) return html`<p class="empty">No webhook has been sent.</p>`;
  return html`<table>
<thead><tr><th scope="col">Created</th><th scope="col">Event</th><th scope="col">State</th><th scope="col">Last answer</th><th scope="col">Attempts</th><th scope="col">Next attempt</th><th scope="col">Body</th></tr></thead>
<tbody>${[...deliveries].reverse().map(renderDelivery)}</tbody></table>`;
}

const stateTones = { delivered: 'good', dropped: 'warn', pending: undefined } as const;

function renderDelivery(delivery: DeliveryView): Markup {
  const last = delivery.attempts.at(-1);
  return html`<tr>
<td>${formatTime(delivery.createdAt)}</td>
<td><code>${delivery.event ?? 'raw bytes'}</code></td>
<td>${badge(delivery.state, stateTones[delivery.state])}</td>
<td>${last === undefined ? '–' : (last.status ?? last.failure)}</td>
<td class="number">${delivery.attempts.length}</td>
<td>${delivery.nextAttemptAt === null ? '–' : formatTime(delivery.nextAttemptAt)}</td>
<td><details><summary>${delivery.sizeBytes} B</summary><pre>${delivery.bodyText}</pre></details></td>
</tr>`;
}
