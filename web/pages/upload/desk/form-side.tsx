import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isUnreachable } from '../../../api/api-error.ts';
import { FailureCard } from '../../../shell/failure.tsx';
import type { DraftDesk } from '../drafts/draft-desk.ts';
import { sortAccounts } from './judge-accounts.ts';
import { createPartLoader, LatePart } from './late-part.tsx';
import { connectPage } from './page-address.ts';
import { isSessionOver, offline } from './session-over.ts';
import { Skeleton } from './skeletons.tsx';
import { UnusableAccounts } from './unusable-accounts.tsx';
import { useAccounts } from './use-accounts.ts';
import type { useAddress } from './use-address.ts';
import { useOpenAccount } from './use-open-account.ts';

const choiceLoader = createPartLoader(() =>
  import('./account-choice.tsx').then(({ AccountChoice }) => AccountChoice),
);
const formLoader = createPartLoader(() =>
  import('./form-part.tsx').then(({ openFormPart }) => openFormPart()),
);

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
  const { data, failureReason, refetch, isFetching, isPaused, ...accounts } = useAccounts(person, isShown);
  // Nobody waits a minute and more for the last try to be told that nobody answers.
  const error = accounts.error ?? (isUnreachable(failureReason) ? failureReason : null);
  const open = useOpenAccount(data?.accounts, address.accountId, isShown);
  useEffect(() => {
    // Asked for along with the accounts; should one fail, its place on the page says so.
    for (const loader of [choiceLoader, formLoader]) loader.ask().catch(() => undefined);
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
  const { usable, unusable, chosen } = sortAccounts(
    data.accounts,
    open?.account.accountId ?? address.accountId,
  );
  const others = unusable.filter(({ accountId }) => accountId !== open?.account.accountId);
  return (
    <div className="stack">
      {usable.length === 0 && open === undefined && <NoAccount hasAny={unusable.length > 0} />}
      {address.accountId !== undefined && open === undefined && (
        <p className="notice warn">{t('page.accounts.gone')}</p>
      )}
      {(usable.length > 1 || (usable.length === 1 && chosen === undefined)) && (
        <LatePart loader={choiceLoader} place={<Skeleton of="choice" />}>
          {(AccountChoice) => (
            <AccountChoice
              accounts={usable}
              chosen={open?.account}
              onChoose={(accountId) => address.amend({ accountId })}
              isDisabled={isSending}
            />
          )}
        </LatePart>
      )}
      {/* A file that is on its way, or a post whose answer is, is the user's, whichever account is chosen. */}
      {(usable.length > 0 || open !== undefined) && (
        <LatePart loader={formLoader} place={open !== undefined && <Skeleton of="form" />}>
          {(FormPart) => (
            <FormPart
              person={person}
              open={open}
              desk={desk}
              isShown={isShown}
              onSending={setIsSending}
              onOpen={(postId, accountId) => address.go({ postId, accountId })}
            />
          )}
        </LatePart>
      )}
      {others.length > 0 && (
        <section className="stack-tight">
          <h2>{t('page.accounts.othersTitle')}</h2>
          <UnusableAccounts accounts={others} />
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
