import { type Environment, optionalVariable } from '../core/env.ts';
import { readMediaAddress } from './media-address.ts';

/** What the capability `posting-settings` puts into a function's environment. */
export interface PostingSettings {
  /** Where staged photos are served, with a slash at the end; an object's key follows. Absent without a domain. */
  readonly mediaUrl?: string;
  /** Domains and https prefixes that are verified in the platform's portal, as a URL parser writes them. */
  readonly verifiedProperties: readonly string[];
}

/** Both may be left out: neither is needed to post a file. */
export const postingVariables = ['MEDIA_URL', 'VERIFIED_PROPERTIES'] as const;

const readMediaUrl = (environment: Environment): { mediaUrl?: string } => {
  const text = optionalVariable(environment, 'MEDIA_URL');
  if (text === undefined) return {};
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:' || !text.endsWith('/')) {
    throw new Error(
      `The environment variable MEDIA_URL must be an https address with a slash at the end, not "${text}".`,
    );
  }
  return { mediaUrl: new URL(text).href };
};

/** A property is one under which an address could lie: read as an address, it is compared with them in one form. */
const readProperty = (text: string): string => {
  const isPrefix = text.includes('/');
  const read = readMediaAddress(isPrefix ? text : `https://${text}/`);
  const url = read.kind === 'address' ? new URL(read.url) : undefined;
  if (url === undefined || url.search !== '' || !url.pathname.endsWith('/')) {
    throw new Error(
      `The environment variable VERIFIED_PROPERTIES lists domains and https addresses with a slash at the end; "${text}" is neither.`,
    );
  }
  return isPrefix ? url.href : url.hostname;
};

/** Reads the settings of posting. Throws a plain sentence that names the variable and what is wrong with it. */
export const readPostingEnvironment = (environment: Environment): PostingSettings => ({
  ...readMediaUrl(environment),
  verifiedProperties: (optionalVariable(environment, 'VERIFIED_PROPERTIES') ?? '')
    .split(',')
    .map((property) => property.trim())
    .filter((property) => property !== '')
    .map(readProperty),
});
