import { parseWebAddress } from '../address/web-address.ts';

export const attributes = [
  'api',
  'token',
  'user',
  'lang',
  'theme',
  'account-id',
  'limit',
  'return-to',
  'open-in',
] as const;
export type Attribute = (typeof attributes)[number];

export type ThemeWish = 'auto' | 'light' | 'dark';

/** What a CRM page says of the widget, but for the session. */
export interface Settings {
  /** Origin of the site that answers and whose pages are opened. */
  readonly api: string;
  readonly lang: string | undefined;
  readonly theme: ThemeWish;
  /** The only account to be shown; all of the user's when undefined. */
  readonly accountId: string | undefined;
  /** How many posts are shown. */
  readonly limit: number;
  readonly returnTo: string | undefined;
  readonly opensTab: boolean;
}

const postsByDefault = 5;
const postsMax = 20;

const readLimit = (text: string | null): number => {
  const limit = text === null || text.trim() === '' ? Number.NaN : Math.trunc(Number(text));
  return Number.isFinite(limit) ? Math.min(Math.max(limit, 1), postsMax) : postsByDefault;
};

const readTheme = (text: string | null): ThemeWish => (text === 'light' || text === 'dark' ? text : 'auto');

/** The settings that the attributes spell; what is missing or makes no sense is as if it were not there. */
export const readSettings = (read: (name: Attribute) => string | null, scriptUrl: string): Settings => ({
  api: (parseWebAddress(read('api') ?? '') ?? new URL(scriptUrl)).origin,
  lang: read('lang') || undefined,
  theme: readTheme(read('theme')),
  accountId: read('account-id') || undefined,
  limit: readLimit(read('limit')),
  returnTo: read('return-to') || undefined,
  opensTab: read('open-in') === 'tab',
});
