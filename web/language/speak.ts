import type { Language } from './choose-language.ts';
import { readLanguage } from './language-choice.ts';

/** What every catalogue holds: the page's own title. */
interface Catalogue {
  readonly title: string;
}

/** Picks the language of a page without React and says so in `lang` and the title. */
export const speak = <M extends Catalogue>(
  catalogues: Readonly<Record<Language, M>>,
): { language: Language; messages: M } => {
  const language = readLanguage();
  const messages = catalogues[language];
  document.documentElement.lang = language;
  document.title = messages.title;
  return { language, messages };
};
