import { parseWebAddress } from '../address/web-address.ts';
import { isJsonObject, textsOf } from '../api/read-json.ts';

/**
 * The address that a link wants its user led back to, if it is one of our own site or on an origin that the API's status
 * names. Anyone can write a link, so nothing else is shown or asked for; undefined as well until the status is there.
 */
export const allowReturn = (
  wanted: string | undefined,
  status: unknown,
  siteOrigin: string,
): URL | undefined => {
  const address = wanted === undefined ? undefined : parseWebAddress(wanted, siteOrigin);
  if (address === undefined || address.username !== '' || address.password !== '') return undefined;
  if (address.origin === siteOrigin) return address;
  return isJsonObject(status) && textsOf(status, 'returnOrigins').includes(address.origin)
    ? address
    : undefined;
};

/** As the API takes it: by its path when it is of our own site, which may have several names. */
export const writeReturn = (address: URL, siteOrigin: string): string =>
  address.origin === siteOrigin ? address.pathname + address.search + address.hash : address.href;
