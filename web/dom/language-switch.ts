import { type Language, languageNames, languages } from '../language/choose-language.ts';
import { keepLanguage } from '../language/language-choice.ts';
import { button, element } from './element.ts';

const id = 'language';

/**
 * One button for each language that is not shown, by its own name. `show` writes the page anew; the focus is then on the
 * way back to the language that was left.
 */
export const languageSwitch = (shown: Language, label: string, show: () => void): HTMLElement => {
  const choose = (language: Language): void => {
    keepLanguage(language);
    show();
    document.querySelector<HTMLElement>(`#${id} button`)?.focus();
  };
  const others = languages.filter((language) => language !== shown);
  return element(
    'nav',
    { id, 'aria-label': label },
    ...others.map((language) =>
      button(languageNames[language], () => choose(language), { class: 'quiet', lang: language }),
    ),
  );
};
