import { isIP } from 'node:net';
import { filledText, InputError, orNull, type Reader, readObject, text } from '../input.ts';

/** A URL property that the portal has verified for the app (section 5.6), and what stands in for it here. */
export interface VerifiedProperty {
  /** A domain such as `media.example`, or a prefix such as `https://media.example/tt/`. */
  property: string;
  /** A loopback address in place of the domain's root or of the prefix; null if nothing can be reached there. */
  servedFrom: string | null;
}

export const readVerifiedProperty: Reader<VerifiedProperty> = (value, place) => ({
  servedFrom: null,
  ...readObject<VerifiedProperty, 'property'>({ property: filledText, servedFrom: orNull(text) }, 'property')(
    value,
    place,
  ),
});

/** Throws an InputError for what the portal would not verify, and for a stand-in that is not on this machine. */
export function checkProperty({ property, servedFrom }: VerifiedProperty): void {
  const isPrefix = property.includes('/');
  const isGood = isPrefix ? isUrlPrefix(property) : isDomain(property);
  if (!isGood) {
    throw new InputError(
      `The property ${property} is neither a domain such as media.example nor a prefix such as https://media.example/tt/.`,
    );
  }
  if (servedFrom !== null && !isLoopbackBase(servedFrom)) {
    throw new InputError(`${servedFrom} is not an address of this machine such as http://127.0.0.1:9000/.`);
  }
}

const isDomain = (text: string) => /^([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/.test(text);

function isUrlPrefix(text: string): boolean {
  if (!URL.canParse(text) || !text.endsWith('/')) return false;
  const { protocol, hostname, port, search, username } = new URL(text);
  return protocol === 'https:' && isDomain(hostname) && `${port}${search}${username}` === '';
}

function isLoopbackBase(text: string): boolean {
  if (!URL.canParse(text) || !text.endsWith('/')) return false;
  const { protocol, hostname } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

/** A URL that TikTok is to pull from, or why it would not (section 5.6). */
export type PullTarget =
  /** Under a verified property; `address` is where its bytes are, null if nowhere. */
  | { kind: 'verified'; address: URL | null; host: string }
  | { kind: 'malformed' }
  /** Not https, or an IP address in place of a domain. */
  | { kind: 'not-public' }
  | { kind: 'unverified' };

/** Looks up whose a URL is. Subdomains belong to a domain; a prefix is compared character by character. */
export function findPullTarget(given: string, properties: readonly VerifiedProperty[]): PullTarget {
  if (!URL.canParse(given)) return { kind: 'malformed' };
  const url = new URL(given);
  const isAddress = isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0;
  if (url.protocol !== 'https:' || isAddress) return { kind: 'not-public' };
  if (url.port !== '' || url.username !== '' || url.password !== '') return { kind: 'unverified' };
  const covering = properties.filter(({ property }) => covers(property, given, url));
  if (covering.length === 0) return { kind: 'unverified' };
  const served = covering.find(({ servedFrom }) => servedFrom !== null);
  return { kind: 'verified', address: served === undefined ? null : locate(served, url), host: url.host };
}

function covers(property: string, given: string, url: URL): boolean {
  if (!property.includes('/')) return url.hostname === property || url.hostname.endsWith(`.${property}`);
  // Both, since `..` may lead out of the prefix that the text begins with.
  return given.startsWith(property) && url.href.startsWith(property);
}

function locate({ property, servedFrom }: VerifiedProperty, url: URL): URL | null {
  if (servedFrom === null) return null;
  const rest = property.includes('/')
    ? url.href.slice(property.length)
    : url.href.slice(url.origin.length + 1);
  // Put together as text: as a relative address, a rest such as `//host/` would lead elsewhere.
  return new URL(servedFrom + rest);
}
