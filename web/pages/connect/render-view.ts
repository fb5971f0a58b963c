import type { Trouble } from '../../api/call-api.ts';
import { button, element } from '../../dom/element.ts';
import { explainTrouble } from './explain-trouble.ts';
import type { Messages } from './messages.ts';
import type { Notice } from './notice.ts';
import type { View } from './page-state.ts';
import type { Account } from './read-accounts.ts';
import { type AccountView, renderAccount } from './render-account.ts';

export interface PageView extends AccountView {
  readonly view: View;
  readonly retry: () => void;
}

const renderLoading = (messages: Messages): HTMLElement =>
  element(
    'div',
    { class: 'card loading' },
    element('span', { class: 'spinner', 'aria-hidden': 'true' }),
    element('p', {}, messages.loading),
  );

const renderStatement = (title: string, ...content: readonly Node[]): HTMLElement =>
  element('section', { class: 'card statement' }, element('h2', {}, title), ...content);

const renderRequestId = ({ requestId }: Trouble, messages: Messages): readonly HTMLElement[] =>
  requestId === undefined
    ? []
    : [element('p', { class: 'soft request-id' }, `${messages.requestId}: `, element('code', {}, requestId))];

/** What there is to say of a trouble, and the id under which its operator finds it. */
export const renderTrouble = (trouble: Trouble, messages: Messages): readonly HTMLElement[] => {
  const { text, isEnglish } = explainTrouble(trouble, messages);
  const sentence = element('p', { lang: isEnglish ? 'en' : undefined }, text);
  return [sentence, ...renderRequestId(trouble, messages)];
};

/** Why the session is over, as far as the API said. An answer without a code says no more than the title does. */
const renderEnding = (trouble: Trouble | undefined, messages: Messages): readonly HTMLElement[] => {
  if (trouble === undefined) return [];
  return trouble.code === undefined ? renderRequestId(trouble, messages) : renderTrouble(trouble, messages);
};

const renderConnect = (
  label: string,
  className: string,
  { messages, connecting, actions }: PageView,
): HTMLElement =>
  button(connecting ? messages.opening : label, actions.connect, {
    class: className,
    'data-key': 'connect',
    'aria-disabled': connecting ? 'true' : undefined,
  });

const renderAccounts = (accounts: readonly Account[], page: PageView): readonly HTMLElement[] => {
  const { messages, mayChange } = page;
  const only = mayChange ? [] : [element('p', { class: 'soft' }, messages.viewOnly)];
  if (accounts.length === 0) {
    const connect = mayChange ? [renderConnect(messages.connectFirst, 'primary', page)] : only;
    return [renderStatement(messages.emptyTitle, element('p', {}, messages.emptyText), ...connect)];
  }
  const list = element('ul', { class: 'accounts' }, ...accounts.map((one) => renderAccount(one, page)));
  const another = element(
    'div',
    { class: 'another' },
    renderConnect(messages.connectAnother, 'plain', page),
    element('p', { class: 'soft' }, messages.connectAnotherHint),
  );
  const heading = element('h2', { class: 'visually-hidden' }, messages.accounts);
  return [heading, list, ...(mayChange ? [another] : only)];
};

/** What the page shows below its heading. */
export const renderView = (page: PageView): readonly HTMLElement[] => {
  const { view, messages, retry } = page;
  const again = () => button(messages.retry, retry, { class: 'primary', 'data-key': 'retry' });
  switch (view.kind) {
    case 'loading':
      return [renderLoading(messages)];
    case 'accounts':
      return renderAccounts(view.accounts, page);
    case 'trouble':
      return [renderStatement(messages.loadFailed, ...renderTrouble(view.trouble, messages), again())];
    case 'offline':
      return [renderStatement(messages.offlineTitle, element('p', {}, messages.offlineText), again())];
    case 'no-session': {
      const missing = view.reason === 'missing';
      const text = missing ? messages.missingText : messages.endedText;
      return [
        renderStatement(
          missing ? messages.missingTitle : messages.endedTitle,
          element('p', {}, text),
          ...renderEnding(view.trouble, messages),
        ),
      ];
    }
  }
};

/** A notice for the live region. */
export const renderNotice = (notice: Notice, messages: Messages): HTMLElement =>
  element(
    'div',
    { class: `notice ${notice.tone}` },
    element('p', {}, notice.text),
    ...(notice.trouble === undefined ? [] : renderTrouble(notice.trouble, messages)),
  );
