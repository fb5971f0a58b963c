import { crmUsers, findUser } from '../users.ts';
import { chooseLanguage, isLanguage, type Language } from './language.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** What somebody chose on this page. The user stands in the address, where a real CRM has a sign-in. */
export interface Choices {
  readonly user: (typeof crmUsers)[number];
  readonly language: Language;
  readonly theme: Theme;
}

const isTheme = (word: unknown): word is Theme => themes.some((one) => one === word);
const keys = { language: 'larkspur.language', theme: 'larkspur.theme' } as const;

export const readChoices = (): Choices => {
  const language = remembered(keys.language);
  const theme = remembered(keys.theme);
  return {
    user: findUser(new URLSearchParams(location.search).get('user')) ?? crmUsers[0],
    language: isLanguage(language) ? language : chooseLanguage(navigator.languages),
    theme: isTheme(theme) ? theme : 'auto',
  };
};

/** Keeps them for the next visit; where a browser keeps nothing, for this one. */
export const keepChoices = ({ user, language, theme }: Choices): void => {
  const url = new URL(location.href);
  url.searchParams.set('user', user.id);
  history.replaceState(null, '', url);
  remember(keys.language, language);
  remember(keys.theme, theme);
};

/** Storage can be forbidden, and throws then. */
const remembered = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

const remember = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As said above.
  }
};
