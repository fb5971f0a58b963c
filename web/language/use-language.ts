import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, type Language, regionalTag } from './choose-language.ts';
import { createFormat, type Format } from './format.ts';

/** The language that is shown, and the words for dates and numbers of the reader's region. */
export const useLanguage = (): { readonly language: Language; readonly format: Format } => {
  const { i18n } = useTranslation();
  const language = chooseLanguage([i18n.language]);
  const format = useMemo(() => createFormat(regionalTag(navigator.languages, language)), [language]);
  return { language, format };
};
