/** The languages that every catalogue has. */
export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/** What each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français' };

const isLanguage = (word: string): word is Language => (languages as readonly string[]).includes(word);

const primaryTag = (wish: string): string => wish.toLowerCase().split(/[^a-z]/)[0] ?? '';

/** The first of the wishes (BCP 47 tags, best first) that we speak, whatever its region; else English. */
export const chooseLanguage = (wishes: readonly string[]): Language =>
  wishes.map(primaryTag).find(isLanguage) ?? 'en';

/** Some browsers name their language as their system does (`en-US@posix`), which `Intl` throws at. */
const isWellFormed = (tag: string): boolean => {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
};

/** The wish that the language was chosen by, with its region: it says how dates are written there. */
export const regionalTag = (wishes: readonly string[], language: Language): string =>
  wishes.find((wish) => primaryTag(wish) === language && isWellFormed(wish)) ?? language;
