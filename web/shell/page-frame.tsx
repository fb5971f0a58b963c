import { type ReactNode, useEffect } from 'react';
import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { findById } from '../dom/element.ts';
import { languageNames, languages } from '../language/choose-language.ts';
import { switchLanguage } from '../language/start-language.ts';
import { useLanguage } from '../language/use-language.ts';
import { dropSpentAnnouncements } from './drop-announcements.ts';
import { keepFocus } from './keep-focus.ts';
import { OfflineBanner } from './offline-banner.tsx';
import { OtherPerson } from './other-person.tsx';
import { useReturnAddress } from './use-return-address.ts';

/** One button for each language that is not shown, by its own name. */
const LanguageSwitch = () => {
  const { language } = useLanguage();
  const others = languages.filter((one) => one !== language);
  return others.map((other) => (
    <Button key={other} className="button quiet" lang={other} onPress={() => switchLanguage(other)}>
      {languageNames[other]}
    </Button>
  ));
};

/** Leads back to the CRM, by its host's name, so that everyone sees where it goes. */
const WayBack = () => {
  const { t } = useTranslation('common');
  const address = useReturnAddress();
  if (address === undefined || address.origin === location.origin) return null;
  return (
    <p className="back">
      <a href={address.href} rel="noreferrer">
        {t('back', { host: address.host })}
      </a>
    </p>
  );
};

export interface PageFrameProps {
  readonly heading: string;
  readonly intro: string | undefined;
  readonly children: ReactNode;
}

/** What surrounds every page: brand, language, connection, heading, and the way back. */
export const PageFrame = ({ heading, intro, children }: PageFrameProps) => {
  const { t } = useTranslation('common');
  useEffect(() => keepFocus(() => findById('heading')), []);
  useEffect(dropSpentAnnouncements, []);
  return (
    <>
      <header className="page-head">
        <p className="brand">{t('brand')}</p>
        <nav aria-label={t('language')} className="languages">
          <LanguageSwitch />
        </nav>
      </header>
      <main>
        <OfflineBanner />
        <OtherPerson />
        <h1 id="heading" tabIndex={-1}>
          {heading}
        </h1>
        {intro !== undefined && <p className="soft intro">{intro}</p>}
        {children}
        <WayBack />
      </main>
    </>
  );
};
