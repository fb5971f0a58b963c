import { chooseReturnTo, pageAddress, type Target, withSession } from './page-address.ts';
import type { WidgetSession } from './session/widget-session.ts';
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

/**
 * Opens a page of the site with the session, unless the CRM's page opens it in its own way. Without a token to open it
 * with it does nothing: the session then says what is the matter.
 */
export const openPage = async (
  { element, settings, session }: Opener,
  target: Target,
  inTab: boolean,
): Promise<void> => {
  const token = await session.token();
  if (token === undefined) return;
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
  if (!element.dispatchEvent(event)) return;
  if (inTab) window.open(url, '_blank', 'noopener');
  else location.assign(url);
};
