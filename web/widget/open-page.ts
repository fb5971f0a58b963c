import { chooseReturnTo, pageAddress, type Target, withSession } from './page-address.ts';
import { personOf, type WidgetSession } from './session/widget-session.ts';
import type { Settings } from './settings.ts';

/** What `creator-connect-open` tells. */
export interface OpenDetail {
  readonly page: Target['page'];
  readonly postId?: string;
  /** With the session in its fragment: to be opened, not to be kept. */
  readonly url: string;
}

export interface Opener {
  readonly element: HTMLElement;
  readonly settings: Settings;
  readonly session: WidgetSession;
}

/** The address to open. Undefined when the CRM's page opens it in its own way. */
const announce = ({ element, settings }: Opener, target: Target, token: string): string | undefined => {
  const returnTo = chooseReturnTo(settings.returnTo, location.href);
  const url = withSession(pageAddress(settings.api, target), token, returnTo);
  const { page, postId } = target;
  const detail: OpenDetail = { page, ...(postId === undefined ? {} : { postId }), url };
  const event = new CustomEvent('creator-connect-open', {
    detail,
    bubbles: true,
    composed: true,
    cancelable: true,
  });
  return element.dispatchEvent(event) ? url : undefined;
};

const openTab = (url: string): void => void window.open(url, '_blank', 'noopener');

/** What was pressed is of the person who was shown then: with another's token it is not opened. */
const openWhenAsked = async (opener: Opener, target: Target, inTab: boolean): Promise<void> => {
  const { session } = opener;
  const person = personOf(session.state());
  // Some browsers open a tab in the moment of a press only, so it comes first and is led to the page after.
  const tab = inTab ? window.open('about:blank', '_blank') : null;
  const token = await session.token();
  const isSame = personOf(session.state()) === person;
  const url = token === undefined || !isSame ? undefined : announce(opener, target, token);
  if (url === undefined) return tab?.close();
  if (tab === null) return inTab ? openTab(url) : location.assign(url);
  tab.opener = null;
  tab.location.replace(url);
};

/**
 * Opens a page of the site with the session, unless the CRM's page opens it in its own way. Without a token to open it
 * with it does nothing: the session then says what is the matter.
 */
export const openPage = (opener: Opener, target: Target, inTab: boolean): void => {
  const token = opener.session.atHand();
  if (token === undefined) return void openWhenAsked(opener, target, inTab);
  const url = announce(opener, target, token);
  if (url === undefined) return;
  if (inTab) openTab(url);
  else location.assign(url);
};
