import { useTranslation } from 'react-i18next';
import type { Loss } from './judge-accounts.ts';
import { connectPage } from './page-address.ts';

/** Says that the account of the open form cannot post any more, why, and how the form goes on. */
export const LostAccount = ({ loss }: { readonly loss: Loss }) => {
  const { t } = useTranslation('upload');
  return (
    <section className="notice warn" role="alert">
      <h2>{t('page.lost.title')}</h2>
      <p>{t(`page.lost.${loss}`)}</p>
      <p>{t('page.lost.kept')}</p>
      <p>
        <a href={connectPage}>{t('page.accounts.again')}</a>
      </p>
    </section>
  );
};
