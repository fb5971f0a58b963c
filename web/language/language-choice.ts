import { chooseLanguage, type Language } from './choose-language.ts';

const key = 'creator-connect.language';

/** Where the browser refuses to store, a choice lasts as long as the page. */
const attempt = <T>(act: () => T): T | undefined => {
  try {
    return act();
  } catch {
    return undefined;
  }
};

/** The language that was chosen by the switch on this site, else the browser's own. */
export const readLanguage = (): Language => {
  const chosen = attempt(() => localStorage.getItem(key));
  return chooseLanguage(typeof chosen === 'string' ? [chosen, ...navigator.languages] : navigator.languages);
};

/** Remembers a choice for the pages of this site. */
export const keepLanguage = (language: Language): void => {
  attempt(() => localStorage.setItem(key, language));
};
