import { chooseLanguage, type Language } from './choose-language.ts';

/** What every catalogue holds: the page's own title. */
interface Catalogue {
  readonly title: string;
}

/** Picks the browser's language for this page and says so in `lang` and the title. */
export const speak = <M extends Catalogue>(
  catalogues: Readonly<Record<Language, M>>,
): { language: Language; messages: M } => {
  const language = chooseLanguage(navigator.languages);
  const messages = catalogues[language];
  document.documentElement.lang = language;
  document.title = messages.title;
  return { language, messages };
};
