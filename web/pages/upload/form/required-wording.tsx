import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../language/use-language.ts';
import type { FormMessages } from './messages.en.ts';

/** Sentences without a link in them. */
type Sentence = Exclude<keyof FormMessages['required'], 'musicDeclaration' | 'brandedDeclaration'>;

/**
 * A sentence that TikTok's audit asks for. TikTok gives it in English alone, so a reader of another language gets a
 * translation and below it the original: somebody who compares the words with the guidelines finds them in any language.
 */
export const RequiredWording = ({ sentence }: { readonly sentence: Sentence }) => {
  const { t } = useTranslation('upload', { keyPrefix: 'form.required' });
  const { language } = useLanguage();
  return (
    <>
      {t(sentence)}
      {language !== 'en' && (
        <span className="english-original" lang="en">
          {t(sentence, { lng: 'en' })}
        </span>
      )}
    </>
  );
};
