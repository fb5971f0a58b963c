import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { isUnreachable, troubleOf } from '../api/api-error.ts';
import { TroubleText } from './trouble-text.tsx';

/** What an error of a call says, for a place that has a title of its own. */
export const FailureText = ({ error }: { readonly error: unknown }) => {
  const { t } = useTranslation('common');
  const trouble = troubleOf(error);
  if (trouble !== undefined) return <TroubleText trouble={trouble} />;
  return <p>{t(isUnreachable(error) ? 'offlineText' : 'noDetail')}</p>;
};

export interface FailureCardProps {
  /** What could not be done. */
  readonly title: string;
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly isRetrying?: boolean;
}

/** A view that could not be loaded, with the way to try again. The session's end is told by the frame. */
export const FailureCard = ({ title, error, onRetry, isRetrying = false }: FailureCardProps) => {
  const { t } = useTranslation('common');
  return (
    <section className="card statement" role="alert">
      <h2>{isUnreachable(error) ? t('offlineTitle') : title}</h2>
      <FailureText error={error} />
      <Button className="button primary" onPress={onRetry} isPending={isRetrying}>
        {t('retry')}
      </Button>
    </section>
  );
};
