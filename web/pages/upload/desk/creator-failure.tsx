import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { troubleOf } from '../../../api/api-error.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { FailureCard, FailureText } from '../../../shell/failure.tsx';
import { connectPage } from './page-address.ts';
import type { useCreator } from './use-creator.ts';

type CreatorQuery = ReturnType<typeof useCreator>;

/** Why what the creator may choose is not known, or not as it is now. */
export const CreatorFailure = ({ query }: { readonly query: CreatorQuery }) => {
  const { t } = useTranslation('upload');
  const { format } = useLanguage();
  const { creator, error, retryAt, refetch, isFetching } = query;
  if (error === null) return null;
  const waits = retryAt !== undefined && (
    <p>{t('page.creator.waiting', { time: format.soon(new Date(retryAt), new Date()) })}</p>
  );
  if (creator !== undefined)
    return (
      <section className="notice warn" role="alert">
        <p>{t('page.creator.stale')}</p>
        <FailureText error={error} />
        {waits}
        <Button className="button" onPress={() => void refetch()} isPending={isFetching}>
          {t('page.creator.lookAgain')}
        </Button>
      </section>
    );
  return (
    <>
      <FailureCard
        title={t('page.creator.failed')}
        error={error}
        onRetry={() => void refetch()}
        isRetrying={isFetching}
      />
      {waits && <div className="notice plain">{waits}</div>}
      {troubleOf(error)?.code === 'account_not_connected' && (
        <p className="notice plain">
          <a href={connectPage}>{t('page.accounts.again')}</a>
        </p>
      )}
    </>
  );
};
