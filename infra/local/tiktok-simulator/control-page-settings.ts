import type { AppSettings } from './app-settings.ts';
import type { ApiCall } from './call-log.ts';
import { presentApp } from './control-views.ts';
import type { ActiveFault } from './fault-book.ts';
import { faultKinds } from './fault-input.ts';
import { html, type Markup } from './html.ts';
import { badge, formatTime, options } from './page-parts.ts';
import { endpointPaths } from './posting/posting-traffic.ts';
import { switchMeanings } from './switch-meanings.ts';
import { type Switches, switchChoices } from './switches.ts';

export function renderCalls(calls: readonly ApiCall[]): Markup {
  if (calls.length === 0) return html`<p class="empty">No API call has come in.</p>`;
  return html`<table>
<thead><tr><th scope="col">Time</th><th scope="col">Call</th><th scope="col">Grant type</th><th scope="col">Status</th><th scope="col">Error</th><th scope="col">Fault</th></tr></thead>
<tbody>${[...calls].reverse().map(
    (call) => html`<tr>
<td>${formatTime(call.at)}</td>
<td><code>${call.method} ${call.path}</code></td>
<td>${call.grantType ?? '–'}</td>
<td>${call.status === null ? badge('no answer', 'warn') : badge(String(call.status), call.status < 400 ? 'good' : 'warn')}</td>
<td>${call.errorCode ?? '–'}</td>
<td>${call.fault ?? '–'}</td>
</tr>`,
  )}</tbody></table>`;
}

const paths = [
  '/v2/oauth/token/',
  '/v2/oauth/revoke/',
  '/v2/user/info/',
  '/v2/auth/authorize/',
  ...Object.values(endpointPaths),
  '/v2/post/publish/*',
  '/v2/*',
];

/** The form for a new fault and the rules in force. */
export function renderFaults(faults: readonly ActiveFault[]): Markup {
  return html`<form class="fields" data-method="POST" data-path="/faults">
<label>Path <input name="match.path" list="paths" value="/v2/oauth/token/" required></label>
<datalist id="paths">${paths.map((path) => html`<option value="${path}"></option>`)}</datalist>
<label>Grant type <input name="match.grantType" placeholder="any"></label>
<label>Open id <input name="match.openId" placeholder="any" autocomplete="off"></label>
<label>From the nth call <input name="match.nth" type="number" min="1" data-type="number" placeholder="1"></label>
<label>Times <input name="times" type="number" min="1" data-type="number" placeholder="1, or all with a share"></label>
<label>Share of the calls <input name="share" type="number" min="0" max="1" step="any" data-type="number" placeholder="1"></label>
<label>Seed of the share <input name="seed" type="number" min="0" data-type="number" placeholder="random"></label>
<label>Fault <select name="action.kind">${options(faultKinds.map((kind): [string, string] => [kind, kind]))}</select></label>
<label>Status (answer, html) <input name="action.status" type="number" min="100" max="599" data-type="number"></label>
<label>Code (answer) <input name="action.code"></label>
<label>Delay in ms (delay) <input name="action.delayMs" type="number" min="0" data-type="number"></label>
<label>Takes effect (delay) <select name="action.takesEffect">${options([
    ['', 'first'],
    ['last', 'last'],
  ])}</select></label>
<label>Cut after bytes (cut-in-request) <input name="action.afterBytes" type="number" min="0" data-type="number"></label>
<label>Retry-After in s <input name="action.retryAfterSeconds" type="number" min="0" data-type="number"></label>
<button class="primary">Add fault</button>
</form>
<div class="scroll" id="faults" data-live>${renderFaultTable(faults)}</div>`;
}

function renderFaultTable(faults: readonly ActiveFault[]): Markup {
  if (faults.length === 0)
    return html`<p class="empty">No faults: every call is answered as it should be.</p>`;
  return html`<table>
<thead><tr><th scope="col">Calls</th><th scope="col">Action</th><th scope="col">Applied</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
<tbody>${faults.map(
    (fault) => html`<tr>
<td><code>${JSON.stringify(fault.match)}</code>${fault.share !== null && html` <small>${fault.share * 100} % of them, seed ${fault.seed}</small>`}</td>
<td><code>${JSON.stringify(fault.action)}</code></td>
<td>${fault.applied} of ${fault.times ?? 'all'}, ${fault.seen} seen</td>
<td><button class="secondary small" data-method="DELETE" data-path="/faults/${fault.id}">Remove</button></td>
</tr>`,
  )}</tbody></table>`;
}

/** The app's settings; a secret is only ever written here, never shown. */
export function renderAppForm(settings: AppSettings): Markup {
  const app = presentApp(settings);
  return html`<form class="fields tall" data-method="PATCH" data-path="/app">
<label>Client key <input name="clientKey" value="${app.clientKey}" required></label>
<label>New client secret <input name="clientSecret" placeholder="${app.clientSecret}" autocomplete="off"></label>
<label>Previous client secret <input value="${app.previousClientSecret ?? 'none'}" disabled></label>
<label class="wide">Webhook URL <input name="webhookUrl" type="url" value="${app.webhookUrl}" data-empty="null"></label>
<label class="wide">Redirect URIs, one a line <textarea name="redirectUris" rows="3" data-type="list">${app.redirectUris.join('\n')}</textarea></label>
<label class="wide">Scopes, one a line <textarea name="scopes" rows="6" data-type="list">${app.scopes.join('\n')}</textarea></label>
<label>Sandbox target users, one a line <textarea name="targetUsers" rows="2" data-type="list">${app.targetUsers.join('\n')}</textarea></label>
<label>Active creators in 24 h <input name="activeUserCap" type="number" min="0" data-type="number" data-empty="null" value="${app.activeUserCap}" placeholder="5 if unaudited"></label>
<label class="check"><input type="checkbox" name="sandbox"${app.sandbox && html` checked`}> Sandbox</label>
<label class="check"><input type="checkbox" name="audited"${app.audited && html` checked`}> Audited</label>
<button class="primary">Save the app</button>
<p class="wide">Verified URL properties: ${renderProperties(app)}</p>
</form>`;
}

function renderProperties({ verifiedProperties }: AppSettings): Markup {
  if (verifiedProperties.length === 0) return html`none. They are set as JSON: <code>PATCH /app</code>.`;
  return html`${verifiedProperties.map(
    ({ property, servedFrom }) =>
      html`<code>${property}</code> ${servedFrom === null ? 'served nowhere' : html`from <code>${servedFrom}</code>`} `,
  )}`;
}

/** A form of all switches by group, each with its meaning. */
export function renderSwitches(switches: Switches): Markup {
  const groups = Map.groupBy(Object.entries(switchMeanings), ([, meaning]) => meaning.group);
  const values = new Map<string, string | number | boolean | null>(Object.entries(switches));
  return html`<form class="switches" data-method="PATCH" data-path="/switches">
${[...groups].map(
  ([group, members]) =>
    html`<fieldset><legend>${group}</legend>${members.map(
      ([name, { text }]) =>
        html`<div class="switch"><label><code>${name}</code>${renderSwitch(name, values.get(name) ?? null)}</label><p>${text}</p></div>`,
    )}</fieldset>`,
)}
<button class="primary">Save the switches</button>
</form>`;
}

function renderSwitch(name: string, value: string | number | boolean | null): Markup {
  const choices: Readonly<Record<string, readonly string[]>> = switchChoices;
  const own = Object.hasOwn(choices, name) ? choices[name] : undefined;
  if (own !== undefined) {
    return html`<select name="${name}">${options(
      own.map((choice): [string, string] => [choice, choice]),
      String(value),
    )}</select>`;
  }
  if (typeof value === 'boolean') {
    return html`<input class="toggle" type="checkbox" role="switch" name="${name}"${value && html` checked`}>`;
  }
  return html`<input type="number" min="0" name="${name}" value="${value}" data-type="number" data-empty="null" placeholder="by profile">`;
}
