import { parseTrustedAddress, parseWebAddress } from '../../address/web-address.ts';
import { callApi, notUnderstood } from '../../api/call-api.ts';
import { element, findById } from '../../dom/element.ts';
import { replaceContent } from '../../dom/replace-content.ts';
import { speak } from '../../language/speak.ts';
import { confirmDisconnect } from './confirm-disconnect.ts';
import { createConnectFlow, type Outcome } from './connect-flow.ts';
import { catalogues } from './messages.ts';
import { judgeResult, type Notice } from './notice.ts';
import { type View, viewOf } from './page-state.ts';
import { type Account, nameOf } from './read-accounts.ts';
import { readFragment } from './read-fragment.ts';
import { type RedirectResult, readRedirectResult } from './redirect-result.ts';
import { renderNotice, renderView } from './render-view.ts';
import { createSessionKeeper } from './session-keeper.ts';
import { createSessionStore } from './session-store.ts';

const { language, messages } = speak(catalogues);
const heading = element('h1', { tabindex: '-1' }, messages.heading);
const notices = element('div', { role: 'status' });
const content = element('div', { class: 'content' });
const wayBack = element('p', { class: 'back' });

let view: View = { kind: 'loading' };
let connecting = false;
let resultToTell: RedirectResult | undefined;

const session = createSessionKeeper({
  store: createSessionStore(() => sessionStorage),
  renew: (body, token) => callApi({ method: 'POST', path: '/api/sessions', body, token }),
  clock: () => new Date(),
  setTimer: (callBack, delayMs) => {
    const timer = setTimeout(callBack, delayMs);
    return () => clearTimeout(timer);
  },
  onEnd: (trouble) => show({ kind: 'no-session', reason: 'ended', trouble }),
});
const flow = createConnectFlow({ session, call: (call) => callApi(call) });

const render = (): void => {
  const page = {
    view,
    messages,
    language,
    connecting,
    mayChange: session.claims()?.scopes.includes('connect') === true,
    actions: { connect: () => void connect(), disconnect: (account: Account) => void disconnect(account) },
    retry: () => void load(),
  };
  content.setAttribute('aria-busy', String(view.kind === 'loading'));
  replaceContent(content, renderView(page), heading);
};

const show = (next: View): void => {
  view = next;
  render();
};

const tell = (notice: Notice | undefined): void => {
  notices.replaceChildren(...(notice === undefined ? [] : [renderNotice(notice, messages)]));
  // The button that was pressed may be far below.
  if (notice !== undefined) notices.scrollIntoView({ block: 'center' });
};

const tellFailure = (text: string, outcome: Outcome<unknown>): void => {
  if (outcome.kind === 'unreachable') tell({ tone: 'bad', text: messages.offlineText });
  if (outcome.kind === 'refused') tell({ tone: 'bad', text, trouble: outcome.trouble });
};

const tellResult = (): void => {
  if (resultToTell === undefined) return;
  const verdict = judgeResult(resultToTell, view, messages);
  if (verdict === 'wait') return;
  resultToTell = undefined;
  if (verdict !== 'nothing') tell(verdict);
};

/** Looks the accounts up, then tells how an authorization ended: the list says by then whether it did. */
const load = async (): Promise<void> => {
  if (view.kind !== 'accounts') show({ kind: 'loading' });
  const outcome = await flow.listAccounts();
  // The end of the session has been shown already, with its reason.
  if (outcome.kind !== 'ended' || view.kind !== 'no-session') show(viewOf(outcome));
  tellResult();
};

const setConnecting = (now: boolean): void => {
  connecting = now;
  render();
};

const connect = async (): Promise<void> => {
  if (connecting) return;
  tell(undefined);
  setConnecting(true);
  const outcome = await flow.beginConnecting();
  const address = outcome.kind === 'done' ? parseTrustedAddress(outcome.value, location.hostname) : undefined;
  if (address !== undefined) return location.assign(address);
  setConnecting(false);
  tellFailure(messages.connectFailed, outcome.kind === 'done' ? notUnderstood : outcome);
};

const disconnect = async (account: Account): Promise<void> => {
  const name = nameOf(account) ?? messages.unnamed;
  tell(undefined);
  await confirmDisconnect(name, messages, async () => {
    const outcome = await flow.disconnect(account.accountId);
    if (outcome.kind !== 'done') return tellFailure(messages.disconnectFailed, outcome);
    const { revokedAtPlatform } = outcome.value;
    await load();
    tell(
      revokedAtPlatform
        ? { tone: 'good', text: messages.disconnected(name) }
        : { tone: 'warn', text: messages.disconnectedHere(name) },
    );
  });
  if (document.activeElement === document.body) heading.focus();
};

/** Leads back to the CRM, by its host's name, so that everyone sees where it goes. */
const renderWayBack = (): void => {
  const address = parseWebAddress(session.current()?.returnTo ?? '', location.origin);
  const leadsAway =
    address !== undefined && session.current()?.returnTo !== undefined && address.origin !== location.origin;
  wayBack.replaceChildren(
    ...(leadsAway
      ? [element('a', { href: address.href, rel: 'noreferrer' }, messages.back(address.host))]
      : []),
  );
};

/** Takes token and result out of the address at once: neither stays in the bar, the history or a bookmark. */
const takeAddress = (): void => {
  const fragment = readFragment(location.hash);
  const returned = readRedirectResult(location.search);
  if (location.hash !== '' || returned !== undefined) {
    history.replaceState(null, '', location.pathname + (returned?.cleanSearch ?? location.search));
  }
  resultToTell = returned?.result ?? resultToTell;
  const present = session.begin(fragment);
  renderWayBack();
  if (present) return void load();
  show({ kind: 'no-session', reason: 'missing' });
  tellResult();
};

findById('page').replaceChildren(
  element('header', { class: 'page-head' }, element('p', { class: 'brand' }, messages.brand)),
  element(
    'main',
    {},
    heading,
    element('p', { class: 'soft intro' }, messages.intro),
    notices,
    content,
    wayBack,
  ),
);
takeAddress();

// A link that is opened in this tab while it shows this page changes the fragment and loads nothing.
addEventListener('hashchange', () => readFragment(location.hash) !== undefined && takeAddress());
addEventListener('online', () => view.kind === 'offline' && void load());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && session.wake());
// Back from TikTok by the browser's own button, the page is as it was left.
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  setConnecting(false);
  if (view.kind === 'accounts') void load();
});
