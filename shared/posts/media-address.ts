/** An address to pull from, as it may be sent to the platform, or a sentence that says what is wrong with it. */
export type MediaAddress =
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'refused'; readonly detail: string };

/** Longer than any address that a person or a signature makes; what the platform takes is not documented. */
export const addressMaxLength = 2_000;

/** Names that lead to nothing on the public internet (RFC 6761, RFC 6762, RFC 8375, RFC 9476, and common private ones). */
const privateEndings = [
  'localhost',
  'local',
  'localdomain',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'arpa',
  'onion',
  'alt',
  'invalid',
];

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** At least two labels of letters, digits and hyphens (RFC 1123 section 2.1); the last is no number, which would be an IP address. */
const domainName = new RegExp(`^(?:${label}\\.)+(?=[a-z])${label}$`);

const hostProblem = (host: string): string | undefined => {
  if (host.startsWith('[') || /^[\d.]+$/.test(host))
    return 'It names an IP address; it must name a domain, such as media.example.com.';
  if (host.endsWith('.')) return 'Its domain name must not end with a dot.';
  if (host.length > 253 || !domainName.test(host))
    return 'It must name a public domain, such as media.example.com.';
  const ending = host.slice(host.lastIndexOf('.') + 1);
  return privateEndings.includes(ending)
    ? `Names that end in .${ending} are private; TikTok could not reach it.`
    : undefined;
};

/** What stands between `https://` and the path, character by character as it was sent: parsers differ on tricks in it. */
const authorityProblem = (authority: string): string | undefined => {
  if (authority.includes('@')) return 'It must hold no user name or password.';
  if (authority.includes('%')) return 'Its domain name must not be percent-encoded.';
  if (/:(?!443$)/.test(authority.replace(/^\[[^\]]*\]/, ''))) return 'It must name no port.';
  return undefined;
};

/** Decodes until nothing is left to decode, as a chain of servers may; undefined for what is not percent-encoded UTF-8. */
const decodeFully = (path: string): string | undefined => {
  try {
    let decoded = decodeURIComponent(path);
    for (let before = ''; before !== decoded; ) {
      before = decoded;
      // A percent sign that was encoded itself may stand alone.
      decoded = decodeURIComponent(decoded.replaceAll(/%(?![\da-f]{2})/gi, '%25'));
    }
    // Compatible characters, such as the full-width dot, are taken for what some servers make of them.
    return decoded.normalize('NFKC');
  } catch {
    return undefined;
  }
};

/** A segment such as `..`, also with parameters, which some servers drop before they resolve it. */
const isDots = (segment: string): boolean => /^\.{1,2}(?:;|$)/.test(segment);

const pathProblem = (path: string): string | undefined => {
  const decoded = decodeFully(path);
  if (decoded === undefined || /\p{Cc}/u.test(decoded))
    return 'Its path must be percent-encoded UTF-8 without control characters.';
  if (decoded.includes('\\')) return 'Its path must hold no backslash.';
  if (decoded.split('/').some(isDots)) return 'Its path must hold no "." or ".." steps.';
  return path.includes('//') ? 'Its path must hold no empty steps ("//").' : undefined;
};

/** What is wrong with the text itself, before a parser mends it. */
const textProblem = (text: string): string | undefined => {
  if (text.length > addressMaxLength) return `It is longer than ${addressMaxLength} characters.`;
  if (!text.isWellFormed() || /[\s\p{Cc}\p{Cf}]/u.test(text))
    return 'It must hold no spaces, line breaks or other invisible characters.';
  if (text.includes('\\')) return 'It must hold no backslash.';
  if (!/^https:\/\/[^/?#]/i.test(text)) return 'It must begin with https:// and a domain.';
  return text.includes('#') ? 'It must hold no fragment ("#").' : undefined;
};

const partsOf = (text: string): { authority: string; path: string } => {
  const [, authority = '', path = ''] = /^https:\/\/([^/?]*)([^?]*)/i.exec(text) ?? [];
  return { authority, path };
};

const parse = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

/**
 * Reads an address that a caller wants the platform to pull from, into the one form that is compared, stored and sent: so
 * what is judged is what will be fetched. Whether it may be used is `findProperty`'s to say.
 */
export const readMediaAddress = (text: string): MediaAddress => {
  const { authority, path } = partsOf(text);
  const wrong = textProblem(text) ?? authorityProblem(authority) ?? pathProblem(path);
  if (wrong !== undefined) return { kind: 'refused', detail: wrong };
  const url = parse(text);
  if (url === undefined) return { kind: 'refused', detail: 'It is not an address.' };
  const unreachable = hostProblem(url.hostname);
  if (unreachable !== undefined) return { kind: 'refused', detail: unreachable };
  return url.href.length > addressMaxLength
    ? { kind: 'refused', detail: `Percent-encoded it is longer than ${addressMaxLength} characters.` }
    : { kind: 'address', url: url.href };
};

/**
 * Whether an address that `readMediaAddress` has read lies under a property: a domain covers every path on it and on its
 * subdomains, a prefix the addresses that begin with exactly it (tiktok-api.md section 5.6).
 */
const covers = (property: string, url: string): boolean => {
  if (property.includes('/')) return url.startsWith(property);
  const { hostname } = new URL(url);
  return hostname === property || hostname.endsWith(`.${property}`);
};

/** The verified property that an address lies under; undefined when it lies under none. */
export const findProperty = (url: string, verifiedProperties: readonly string[]): string | undefined =>
  verifiedProperties.find((property) => covers(property, url));

/** What to do about an address that lies under no verified property. */
export const explainUnverified = (verifiedProperties: readonly string[]): string => {
  const known =
    verifiedProperties.length === 0
      ? 'This deployment has no verified property.'
      : `Verified are: ${verifiedProperties.join(', ')}.`;
  return `TikTok pulls only from domains and address prefixes that are verified for this app. ${known} To add one, verify it in TikTok’s developer portal (Manage apps, URL properties), then add it to the setting verifiedProperties and deploy.`;
};
