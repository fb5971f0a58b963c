import { parseTrustedAddress } from '../../address/web-address.ts';
import { button, element } from '../../dom/element.ts';
import { type Language, regionalTag } from '../../language/choose-language.ts';
import type { Messages } from './messages.ts';
import { type Account, actionsFor, nameOf } from './read-accounts.ts';

export interface AccountActions {
  readonly connect: () => void;
  readonly disconnect: (account: Account) => void;
}

export interface AccountView {
  readonly messages: Messages;
  readonly language: Language;
  readonly mayChange: boolean;
  readonly connecting: boolean;
  readonly actions: AccountActions;
}

const initialOf = (name: string): string => [...name.replace('@', '')][0]?.toUpperCase() ?? '?';

/** The picture, or the initial when there is none or it has expired. It says nothing that the name does not. */
const renderAvatar = (account: Account, name: string): HTMLElement => {
  const initial = element('span', { class: 'avatar', 'aria-hidden': 'true' }, initialOf(name));
  const address = parseTrustedAddress(account.avatarUrl ?? '', location.hostname);
  if (address === undefined) return initial;
  const picture = element('img', {
    class: 'avatar',
    alt: '',
    width: '56',
    height: '56',
    decoding: 'async',
    referrerpolicy: 'no-referrer',
    src: address.href,
  });
  picture.addEventListener('error', () => picture.replaceWith(initial), { once: true });
  return picture;
};

const formatDate = (time: string, language: Language): string | undefined => {
  const date = new Date(time);
  return Number.isNaN(date.getTime())
    ? undefined
    : new Intl.DateTimeFormat(regionalTag(navigator.languages, language), { dateStyle: 'long' }).format(date);
};

/** The reason in the API's words where there is more to say than the state: they are English. */
const renderReason = (
  { state, stateReason, missingScopes }: Account,
  { messages, language }: AccountView,
): readonly HTMLElement[] => {
  if (state === 'connected') return [];
  const ours = messages.states[state].sentence;
  const saysMore = state !== 'disconnected' && missingScopes.length === 0;
  if (!saysMore || stateReason === null) return [element('p', { class: 'reason' }, ours)];
  return language === 'en'
    ? [element('p', { class: 'reason' }, stateReason)]
    : [
        element('p', { class: 'reason' }, ours),
        element('p', { class: 'reason soft', lang: 'en' }, stateReason),
      ];
};

const renderMissing = ({ missingScopes }: Account, messages: Messages): HTMLElement | undefined => {
  if (missingScopes.length === 0) return undefined;
  const items = missingScopes.map((scope) => element('li', {}, messages.scopes[scope] ?? scope));
  return element(
    'div',
    { class: 'missing' },
    element('p', {}, messages.missingScopes),
    element('ul', {}, ...items),
  );
};

const renderActions = (account: Account, name: string, view: AccountView): HTMLElement | undefined => {
  const { messages, actions, connecting, mayChange } = view;
  const offered = actionsFor(account);
  if (!mayChange) return undefined;
  const again = connecting ? messages.opening : messages.connectAgain;
  return element(
    'div',
    { class: 'actions' },
    offered.connectAgain
      ? button(again, actions.connect, {
          class: 'primary',
          'data-key': `connect:${account.accountId}`,
          'aria-disabled': connecting ? 'true' : undefined,
          'aria-label': `${again} (${name})`,
        })
      : undefined,
    offered.disconnect
      ? button(messages.disconnect, () => actions.disconnect(account), {
          'data-key': `disconnect:${account.accountId}`,
          'aria-haspopup': 'dialog',
          'aria-label': `${messages.disconnect} (${name})`,
        })
      : undefined,
  );
};

/** One account: who it is, how it stands, what can be done. */
export const renderAccount = (account: Account, view: AccountView): HTMLElement => {
  const { messages, language } = view;
  const name = nameOf(account) ?? messages.unnamed;
  const since = account.state === 'connected' ? formatDate(account.connectedAt, language) : undefined;
  const incomplete = account.state === 'connected' && account.missingScopes.length > 0;
  return element(
    'li',
    { class: 'card account' },
    renderAvatar(account, name),
    element(
      'div',
      { class: 'who' },
      element('h3', { dir: 'auto' }, name),
      account.username === null || account.displayName === null
        ? undefined
        : element('p', { class: 'soft handle' }, `@${account.username}`),
    ),
    element(
      'p',
      { class: 'standing' },
      element(
        'span',
        { class: `badge ${incomplete ? 'incomplete' : account.state}` },
        incomplete ? messages.connectedPartly : messages.states[account.state].label,
      ),
      since === undefined ? undefined : element('span', { class: 'soft' }, messages.connectedSince(since)),
    ),
    ...renderReason(account, view),
    renderMissing(account, messages),
    renderActions(account, name, view),
  );
};
