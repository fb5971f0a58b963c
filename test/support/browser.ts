import type { Answer } from './answer.ts';
import { type Api, publicUrl } from './api.ts';

export interface Consent {
  readonly creator?: string;
  readonly decision?: 'approve' | 'deny';
  /** The scopes left switched on; all when absent. */
  readonly scopes?: string;
}

export interface Browser {
  readonly cookies: string[];
  /** Begins an authorization and returns the consent page's address. */
  begin(token: string, returnTo?: string): Promise<URL>;
  /** Answers the consent page; returns the path and query that the platform sends the browser back to. */
  consent(page: URL, answer?: Consent): Promise<string>;
  /** Follows the redirect back to us. */
  comeBack(target: string): Promise<Answer>;
  /** All three steps; returns the address that the browser ends at. */
  connect(token: string, answer?: Consent): Promise<URL>;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** The string under a key of a JSON body; throws when there is none. */
export const textAt = (body: unknown, key: string): string => {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, key) : undefined;
  if (isText(value)) return value;
  throw new Error(`There is no text under ${key}.`);
};

/** The address of a redirect. */
export const locationOf = (answer: Answer): URL => new URL(answer.headers['location'] ?? '');

/** A browser with a cookie jar of its own. */
export const openBrowser = (api: Api): Browser => {
  const cookies: string[] = [];
  const keep = (answer: Answer): void => {
    for (const line of answer.cookies) {
      const [pair = ''] = line.split(';');
      const [name] = pair.split('=');
      const known = cookies.findIndex((one) => one.startsWith(`${name}=`));
      if (known >= 0) cookies.splice(known, 1);
      cookies.push(pair);
    }
  };
  const browser: Browser = {
    cookies,
    begin: async (token, returnTo) => {
      const query = returnTo === undefined ? '' : `?${new URLSearchParams({ returnTo })}`;
      const answer = await api.request('GET', `/api/auth/tiktok${query}`, { token, cookies });
      keep(answer);
      return new URL(textAt(answer.body, 'authorizationUrl'));
    },
    consent: async (page, answer = {}) => {
      const url = new URL(page);
      url.searchParams.set('sim_user', answer.creator ?? 'simcreator');
      url.searchParams.set('sim_decision', answer.decision ?? 'approve');
      if (answer.scopes !== undefined) url.searchParams.set('sim_scopes', answer.scopes);
      const response = await fetch(url, { redirect: 'manual' });
      const location = response.headers.get('location') ?? '';
      if (!location.startsWith(publicUrl)) throw new Error(`No redirect back: ${await response.text()}`);
      return location.slice(publicUrl.length);
    },
    comeBack: async (target) => api.request('GET', target, { cookies }),
    connect: async (token, answer) => {
      const target = await browser.consent(await browser.begin(token), answer);
      return locationOf(await browser.comeBack(target));
    },
  };
  return browser;
};

/** The id of the account that an authorization ended with; throws when it ended with a failure. */
export const accountIdOf = (end: URL): string => {
  const id = end.searchParams.get('accountId');
  if (id === null) throw new Error(`Not connected: ${end.search}`);
  return id;
};

/** Connects a creator in a browser of its own and returns the account's id. */
export const connectCreator = async (api: Api, token: string, answer?: Consent): Promise<string> =>
  accountIdOf(await openBrowser(api).connect(token, answer));
