import { type Environment, optionalVariable, requireVariable } from '../core/env.ts';
import { Failure } from '../core/failure.ts';

/** The deployment's own address and the CRM's. */
export interface Site {
  /** Origin without a trailing slash. */
  readonly publicUrl: string;
  /** Origins that CORS admits and that a return address may name. */
  readonly crmOrigins: readonly string[];
}

/** The variables that the `site` capability supplies. */
export const siteVariables = ['PUBLIC_URL', 'CRM_ORIGINS'] as const;

/** Throws a sentence that names what is missing. */
export const readSiteEnvironment = (environment: Environment): Site => ({
  publicUrl: requireVariable(environment, 'PUBLIC_URL'),
  crmOrigins: (optionalVariable(environment, 'CRM_ORIGINS') ?? '')
    .split(',')
    .filter((origin) => origin !== ''),
});

export const connectPage = (site: Site): URL => new URL('/platforms/connect/tiktok', site.publicUrl);
export const uploadPage = (site: Site): URL => new URL('/platforms/tiktok/upload', site.publicUrl);

const refuse = (part: 'query' | 'body'): never => {
  throw new Failure('return_to_not_allowed', {
    detail:
      'returnTo must be a path of this site, such as /platforms/connect/tiktok, or a URL on one of the crmOrigins.',
    errors: [
      { in: part, pointer: '/returnTo', detail: 'It is neither a path of this site nor on a CRM origin.' },
    ],
  });
};

/** Browsers turn `\` into `/` and drop tabs and line breaks, so an address holding one is not what it reads as. */
const deceives = (text: string): boolean =>
  /[\\\p{Cc}\p{Zs}\p{Zl}\p{Zp}]/u.test(text) || !text.isWellFormed();

const isPath = (text: string): boolean => text.startsWith('/') && !text.startsWith('//');
const isWebAddress = (text: string): boolean => /^https?:\/\/[^/]/i.test(text);

/**
 * A return address that may be followed: a path of our own site, or a URL whose origin is exactly one of the CRM's.
 * Throws `return_to_not_allowed` for anything else.
 */
export const parseReturnTo = (returnTo: string, site: Site, part: 'query' | 'body' = 'query'): URL => {
  if (deceives(returnTo) || !(isPath(returnTo) || isWebAddress(returnTo))) return refuse(part);
  const url = URL.parse(returnTo, site.publicUrl);
  if (url === null || url.username !== '' || url.password !== '') return refuse(part);
  const allowed = [new URL(site.publicUrl).origin, ...site.crmOrigins];
  return allowed.includes(url.origin) ? url : refuse(part);
};
