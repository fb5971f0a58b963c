import { scopeMeanings } from './app-settings.ts';
import { drawAvatar } from './avatar.ts';
import type { Creator } from './creators.ts';
import { answerPage, html, type Markup } from './html.ts';
import type { Answer } from './http.ts';

interface ConsentView {
  /** The address the form goes back to: the authorize request itself. */
  readonly action: string;
  readonly clientKey: string;
  readonly creators: readonly Creator[];
  readonly preselected: string | null;
  readonly redirectUri: string;
  /** The users who may log in to a sandbox app, or null outside a sandbox. */
  readonly sandboxTargets: readonly string[] | null;
  readonly scopes: readonly string[];
}

/** The page where a creator logs in and consents, each scope but the basic one with its own switch. */
export function renderConsentPage(view: ConsentView): Answer {
  const chosen = view.creators.find(({ username }) => username === view.preselected) ?? view.creators[0];
  const app = new URL(view.redirectUri);
  const body = html`<main class="card narrow">
<p class="brand">TikTok simulator</p>
<h1>Authorize this app</h1>
<p class="lead">The app <code>${view.clientKey}</code> at <strong>${app.host}</strong> would like to connect to a TikTok account.
Nobody is asked at TikTok itself: this is a stand-in for development.</p>
<form method="post" action="${view.action}">
<fieldset>
<legend>Log in as</legend>
<div class="creators">${view.creators.map((creator) => renderCreator(creator, creator === chosen, view))}</div>
</fieldset>
<fieldset>
<legend>The app will be able to</legend>
<ul class="scopes">${view.scopes.map(renderScope)}</ul>
</fieldset>
<p class="actions">
<button class="secondary" name="decision" value="deny">Deny</button>
<button class="primary" name="decision" value="approve">Approve</button>
</p>
</form>
<p class="note">You go back to <code>${view.redirectUri}</code>. Access can be removed on the
<a href="/_simulator">control page</a>.</p>
</main>`;
  // Browsers hold the whole chain of redirects to form-action, and the app may send the user on to anywhere.
  return answerPage({
    title: 'Authorize · TikTok simulator',
    body,
    style: 'consent-page.css',
    formTargets: ['http:', 'https:'],
  });
}

function renderCreator(creator: Creator, checked: boolean, { sandboxTargets }: ConsentView): Markup {
  const picture = Buffer.from(drawAvatar(creator.username, creator.nickname, 88)).toString('base64');
  const outside = sandboxTargets !== null && !sandboxTargets.includes(creator.username);
  return html`<label class="creator">
<input type="radio" name="user" value="${creator.username}" required${checked && html` checked`}>
<img src="data:image/svg+xml;base64,${picture}" alt="" width="44" height="44">
<span><strong>${creator.nickname}</strong><small>@${creator.username}</small></span>
<span class="badges">
${creator.privateAccount && html`<span class="badge">private</span>`}
${creator.banned && html`<span class="badge warn">posting banned</span>`}
${outside && html`<span class="badge warn">not a sandbox user</span>`}
</span>
</label>`;
}

function renderScope(scope: string): Markup {
  const meaning = scopeMeanings[scope] ?? scope;
  const words = html`<span><span>${meaning}</span><small><code>${scope}</code></small></span>`;
  return scope === 'user.info.basic'
    ? html`<li class="scope">${words}<span class="always">Required</span></li>`
    : html`<li><label class="scope">${words}<input class="toggle" type="checkbox" role="switch" name="scope" value="${scope}" checked></label></li>`;
}
