import { useTranslation } from 'react-i18next';

/** Keeps the place of the list while it is awaited. */
export const AccountsLoading = () => {
  const { t } = useTranslation('connect');
  return (
    <div className="loading" aria-busy="true" role="status">
      <p className="visually-hidden">{t('loading')}</p>
      <div className="card account" aria-hidden="true">
        <span className="avatar skeleton" />
        <div className="who">
          <span className="skeleton line" />
          <span className="skeleton line short" />
        </div>
        <span className="skeleton standing-line" />
        <div className="facts">
          <span className="skeleton line" />
          <span className="skeleton line" />
        </div>
        <div className="actions">
          <span className="skeleton button-place" />
        </div>
      </div>
    </div>
  );
};
