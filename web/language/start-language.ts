import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { catalogues as common } from '../shell/messages.ts';
import type { Language } from './choose-language.ts';
import { keepLanguage, readLanguage } from './language-choice.ts';

export type PageName = 'connect' | 'upload';

/** The texts of a page in each language; keys in the form that i18next reads (`_one` and `_other` for plurals). */
export type Catalogues = Readonly<Record<Language, { readonly title: string } & object>>;

const sayLanguage = (catalogues: Catalogues): void => {
  const language = i18next.language as Language;
  document.documentElement.lang = language;
  document.title = catalogues[language].title;
};

/** Makes the texts of a page known to `useTranslation`, in the language of the browser or of the switch. */
export const startLanguage = (page: PageName, catalogues: Catalogues): void => {
  void i18next.use(initReactI18next).init({
    resources: {
      en: { common: common.en, [page]: catalogues.en },
      fr: { common: common.fr, [page]: catalogues.fr },
    },
    lng: readLanguage(),
    fallbackLng: 'en',
    defaultNS: 'common',
    // React writes text as text.
    interpolation: { escapeValue: false },
    initAsync: false,
    returnObjects: false,
  });
  sayLanguage(catalogues);
  i18next.on('languageChanged', () => sayLanguage(catalogues));
};

/** Changes the language of the page that is shown, without losing anything on it, and of the site's other pages. */
export const switchLanguage = (language: Language): void => {
  keepLanguage(language);
  void i18next.changeLanguage(language);
};
