import { useTranslation } from 'react-i18next';

/** A place kept for what is on its way, as high as that will be. */
export const Skeleton = ({ of }: { readonly of: 'accounts' | 'choice' | 'form' | 'post' }) => {
  const { t } = useTranslation('upload');
  return (
    <div className={`skeleton ${of}-skeleton`} aria-busy="true">
      <span className="visually-hidden">{t('page.loading')}</span>
    </div>
  );
};
