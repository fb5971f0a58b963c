import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureCard } from '../../../shell/failure.tsx';
import type { DraftDesk } from '../drafts/draft-desk.ts';
import { CrashBoundary } from './crash-boundary.tsx';
import { sortAccounts } from './judge-accounts.ts';
import { connectPage } from './page-address.ts';
import { isSessionOver, offline } from './session-over.ts';
import { Skeleton } from './skeletons.tsx';
import { UnusableAccounts } from './unusable-accounts.tsx';
import { useAccounts } from './use-accounts.ts';
import type { useAddress } from './use-address.ts';

const loadFormPart = () => import('./form-part.tsx');
const loadChoice = () => import('./account-choice.tsx');
const AccountChoice = lazy(() => loadChoice().then(({ AccountChoice }) => ({ default: AccountChoice })));
const FormPart = lazy(() => loadFormPart().then(({ openFormPart }) => ({ default: openFormPart() })));

export interface FormSideProps {
  readonly person: string;
  readonly address: ReturnType<typeof useAddress>;
  readonly desk: DraftDesk;
  /** Whether the form is looked at, and not a post. */
  readonly isShown: boolean;
}

/** The accounts, and the form for the one that posts. */
export const FormSide = ({ person, address, desk, isShown }: FormSideProps) => {
  const { t } = useTranslation('upload');
  const [isSending, setIsSending] = useState(false);
  const { data, error, refetch, isFetching, isPaused } = useAccounts(person, isShown);
  useEffect(() => {
    // Asked for along with the accounts; should one fail, its place on the page says so.
    for (const load of [loadChoice, loadFormPart]) load().catch(() => undefined);
  }, []);
  if (data === undefined) {
    const isUnknown = (error === null && !isPaused) || isSessionOver(error);
    if (isUnknown) return <Skeleton of="accounts" />;
    return (
      <FailureCard
        title={t('page.accounts.failed')}
        error={error ?? offline}
        onRetry={() => void refetch()}
        isRetrying={isFetching}
      />
    );
  }
  const { usable, unusable, chosen } = sortAccounts(data.accounts, address.accountId);
  return (
    <div className="stack">
      {usable.length === 0 && <NoAccount hasAny={unusable.length > 0} />}
      {address.accountId !== undefined && chosen === undefined && (
        <p className="notice warn">{t('page.accounts.gone')}</p>
      )}
      {(usable.length > 1 || (usable.length === 1 && chosen === undefined)) && (
        <CrashBoundary>
          <Suspense fallback={<Skeleton of="choice" />}>
            <AccountChoice
              accounts={usable}
              chosen={chosen}
              onChoose={(accountId) => address.amend({ accountId })}
              isDisabled={isSending}
            />
          </Suspense>
        </CrashBoundary>
      )}
      {chosen !== undefined && (
        <CrashBoundary>
          <Suspense fallback={<Skeleton of="form" />}>
            <FormPart
              person={person}
              account={chosen}
              desk={desk}
              isShown={isShown}
              onSending={setIsSending}
              onOpen={(postId, accountId) => address.go({ postId, accountId })}
            />
          </Suspense>
        </CrashBoundary>
      )}
      {unusable.length > 0 && (
        <section className="stack-tight">
          <h2>{t('page.accounts.othersTitle')}</h2>
          <UnusableAccounts accounts={unusable} />
        </section>
      )}
    </div>
  );
};

/** Nobody to post for: connect one, or connect one again. */
const NoAccount = ({ hasAny }: { readonly hasAny: boolean }) => {
  const { t } = useTranslation('upload');
  return (
    <section className="card statement">
      <h2>{t(hasAny ? 'page.accounts.noneTitle' : 'page.accounts.emptyTitle')}</h2>
      <p>{t(hasAny ? 'page.accounts.noneText' : 'page.accounts.emptyText')}</p>
      <p>
        <a className="button primary as-button" href={connectPage}>
          {t('page.accounts.connect')}
        </a>
      </p>
    </section>
  );
};
