import { type ReactNode, useId } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { useLanguage } from '../../../language/use-language.ts';
import { useFormWords } from './use-words.ts';

/** The pages that are agreed to: TikTok gives these addresses, in English, and no others (section 9, point 30). */
const musicAddress = 'https://www.tiktok.com/legal/page/global/music-usage-confirmation/en';
const policyAddress = 'https://www.tiktok.com/legal/page/global/bc-policy/en';

interface PageLinkProps {
  readonly href: string;
  readonly noteId: string;
  readonly children?: ReactNode;
}

const PageLink = ({ href, noteId, children }: PageLinkProps) => (
  <a href={href} hrefLang="en" target="_blank" rel="noopener noreferrer" aria-describedby={noteId}>
    {children}
  </a>
);

export interface DeclarationProps {
  readonly isBranded: boolean;
}

/**
 * What pressing the button below agrees to, as it changes with the boxes (tiktok-api.md section 9, points 28 to 31). In
 * another language the English words, which are what is agreed to, stand below.
 */
export const Declaration = ({ isBranded }: DeclarationProps) => {
  const { t } = useTranslation('upload');
  const say = useFormWords();
  const { language } = useLanguage();
  const noteId = useId();
  const key = isBranded ? 'form.required.brandedDeclaration' : 'form.required.musicDeclaration';
  const components = {
    music: <PageLink href={musicAddress} noteId={noteId} />,
    policy: <PageLink href={policyAddress} noteId={noteId} />,
  };
  return (
    <div className="declaration" aria-live="polite">
      <p>
        <Trans t={t} i18nKey={key} components={components} />
      </p>
      {language !== 'en' && (
        <p className="english-original" lang="en">
          <Trans t={t} i18nKey={key} tOptions={{ lng: 'en' }} components={components} />
        </p>
      )}
      <span hidden id={noteId}>
        {say('publish.newTab')}
      </span>
    </div>
  );
};
