import { readMediaAddress } from '../../../../../shared/posts/media-address.ts';

/** What can be wrong with an address; the catalogue has a sentence for each. */
export const addressProblemCodes = [
  'https',
  'too_long',
  'invisible',
  'backslash',
  'fragment',
  'login',
  'encoded_domain',
  'port',
  'ip',
  'final_dot',
  'private_domain',
  'domain',
  'path',
  'other',
] as const;
export type AddressProblemCode = (typeof addressProblemCodes)[number];

/** By the API's own sentences, so that nothing is judged in two ways; a test holds that each is known here. */
const codes: readonly (readonly [RegExp, AddressProblemCode])[] = [
  [/must begin with https/, 'https'],
  [/longer than/, 'too_long'],
  [/spaces, line breaks/, 'invisible'],
  [/^It must hold no backslash/, 'backslash'],
  [/fragment/, 'fragment'],
  [/user name or password/, 'login'],
  [/domain name must not be percent-encoded/, 'encoded_domain'],
  [/must name no port/, 'port'],
  [/IP address/, 'ip'],
  [/end with a dot/, 'final_dot'],
  [/are private/, 'private_domain'],
  [/public domain|not an address/, 'domain'],
  [/^Its path/, 'path'],
];

/** What is wrong with an address that was typed, as the API would judge it; undefined for one that is fine, or empty. */
export const judgeAddress = (typed: string): AddressProblemCode | undefined => {
  const text = typed.trim();
  if (text === '') return undefined;
  const read = readMediaAddress(text);
  if (read.kind === 'address') return undefined;
  return codes.find(([pattern]) => pattern.test(read.detail))?.[1] ?? 'other';
};

/** The address as it will be fetched, for a preview; undefined while it is not one. */
export const previewOf = (typed: string): string | undefined => {
  const read = readMediaAddress(typed.trim());
  return read.kind === 'address' ? read.url : undefined;
};
