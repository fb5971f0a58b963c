import i18next from 'i18next';
import { type Language, languages } from './choose-language.ts';
import type { PageName } from './start-language.ts';

/** Makes further texts of a page known: those of a part that is loaded when it is needed. */
export const addTexts = (page: PageName, texts: Readonly<Record<Language, object>>): void => {
  for (const language of languages) i18next.addResourceBundle(language, page, texts[language], true, true);
};
