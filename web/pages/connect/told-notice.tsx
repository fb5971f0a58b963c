import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureText } from '../../shell/failure.tsx';
import type { Notice } from './notice.ts';

const NoticeText = ({ tone, text, name, meant, error }: Notice) => {
  const { t } = useTranslation('connect');
  return (
    <div className={`notice ${tone}`}>
      <p>{t(text, { name: name ?? t('unnamed'), meant: meant ?? t('unnamed') })}</p>
      {error !== undefined && <FailureText error={error} />}
    </div>
  );
};

/** Says what has just happened, where it is read out and seen: the button that was pressed may be far below. */
export const ToldNotice = ({ notice }: { readonly notice: Notice | undefined }) => {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (notice !== undefined) place.current?.scrollIntoView({ block: 'center' });
  }, [notice]);
  return (
    <div role="status" className="told" ref={place}>
      {notice !== undefined && <NoticeText {...notice} />}
    </div>
  );
};
