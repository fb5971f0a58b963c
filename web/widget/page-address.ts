import { parseWebAddress } from '../address/web-address.ts';

/** A page of the site that the widget leads to. */
export interface Target {
  readonly page: 'connect' | 'upload';
  readonly accountId?: string | undefined;
  readonly postId?: string | undefined;
}

const paths = { connect: '/platforms/connect/tiktok', upload: '/platforms/tiktok/upload' } as const;

/** The page's address without a session: what may stand in the document. */
export const pageAddress = (api: string, { page, accountId, postId }: Target): URL => {
  const url = new URL(paths[page], api);
  if (accountId !== undefined) url.searchParams.set('accountId', accountId);
  if (postId !== undefined) url.searchParams.set('postId', postId);
  return url;
};

/** The API takes no longer ones. */
const returnToMax = 2_000;

/**
 * Where the pages lead back to: as asked for, relative to the CRM's page, else that page itself. Its fragment is left out:
 * it may hold what is meant for no other page. Undefined when that is no address of the web or too long.
 */
export const chooseReturnTo = (wish: string | undefined, pageUrl: string): string | undefined => {
  const url = parseWebAddress(wish ?? pageUrl, pageUrl);
  if (url === undefined) return undefined;
  if (wish === undefined) url.hash = '';
  return url.href.length <= returnToMax ? url.href : undefined;
};

/** The same with the session in its fragment, which no server and no log sees; made when it is opened, and not kept. */
export const withSession = (page: URL, token: string, returnTo: string | undefined): string =>
  `${page.href}#${new URLSearchParams({ token, ...(returnTo === undefined ? {} : { returnTo }) })}`;
