import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { FailureCard, FailureText } from '../../shell/failure.tsx';
import { useOnline } from '../../shell/offline-banner.tsx';
import { useClaims } from '../../shell/use-session.ts';
import { type AccountActions, AccountCard } from './account-card.tsx';
import { AccountsLoading } from './accounts-loading.tsx';
import { hasEnded, nobodyAnswers } from './call-failures.ts';
import type { Account } from './read-replies.ts';
import type { AccountsQuery } from './use-accounts.ts';

/** Where posts are made; the session goes along, in this tab. */
const uploadPath = '/platforms/tiktok/upload';

interface ListProps {
  readonly accounts: readonly Account[];
  /** Undefined when the session may only look. */
  readonly actions: AccountActions | undefined;
}

const ConnectButton = ({ label, look, actions }: ConnectButtonProps) => {
  const { t } = useTranslation('connect');
  return (
    <Button className={`button ${look}`} onPress={() => actions.connect()} isPending={actions.isOpening}>
      {actions.isOpening ? t('opening') : label}
    </Button>
  );
};

interface ConnectButtonProps {
  readonly label: string;
  readonly look: '' | 'primary';
  readonly actions: AccountActions;
}

const ViewOnly = () => {
  const { t } = useTranslation('connect');
  return <p className="soft">{t('viewOnly')}</p>;
};

const NoAccounts = ({ actions }: Pick<ListProps, 'actions'>) => {
  const { t } = useTranslation('connect');
  return (
    <section className="card statement">
      <h2>{t('emptyTitle')}</h2>
      <p>{t('emptyText')}</p>
      {actions === undefined ? (
        <ViewOnly />
      ) : (
        <ConnectButton label={t('connectFirst')} look="primary" actions={actions} />
      )}
    </section>
  );
};

/** What goes on from the list: to a post, if the session may post, and to another account. */
const Onward = ({ accounts, actions }: ListProps) => {
  const { t } = useTranslation('connect');
  const claims = useClaims();
  const mayPost =
    claims?.scopes.includes('publish') === true && accounts.some(({ state }) => state === 'connected');
  return (
    <div className="onward">
      <div className="actions">
        {mayPost && (
          <a className="button primary" href={uploadPath}>
            {t('upload')}
          </a>
        )}
        {actions !== undefined && <ConnectButton label={t('connectAnother')} look="" actions={actions} />}
      </div>
      {actions === undefined ? <ViewOnly /> : <p className="fine">{t('connectAnotherHint')}</p>}
    </div>
  );
};

const AccountList = ({ accounts, actions }: ListProps) => {
  const { t } = useTranslation('connect');
  if (accounts.length === 0) return <NoAccounts actions={actions} />;
  return (
    <>
      <h2 className="visually-hidden">{t('accounts')}</h2>
      <ul className="accounts">
        {accounts.map((account) => (
          <AccountCard key={account.accountId} account={account} actions={actions} />
        ))}
      </ul>
      <Onward accounts={accounts} actions={actions} />
    </>
  );
};

/** Says below a list that could not be brought up to date why, and offers to try again. */
const Stale = ({ query }: { readonly query: AccountsQuery }) => {
  const { t } = useTranslation('common');
  const isStale = query.isRefetchError && !hasEnded(query.error);
  return (
    <div role="status" className="stale">
      {isStale && (
        <div className="notice warn">
          <p>{t('stale')}</p>
          <FailureText error={query.error} />
          <Button className="button" onPress={() => void query.refetch()} isPending={query.isFetching}>
            {t('retry')}
          </Button>
        </div>
      )}
    </div>
  );
};

export interface AccountsViewProps {
  readonly query: AccountsQuery;
  readonly actions: AccountActions | undefined;
}

/** The accounts, however far they are known: awaited, out of reach, none, some, or some that may be old. */
export const AccountsView = ({ query, actions }: AccountsViewProps) => {
  const { t } = useTranslation('connect');
  const isOnline = useOnline();
  // The first failure is told while it is tried again: with a network that swallows everything that takes minutes.
  const { data } = query;
  const error = query.error ?? query.failureReason;
  if (data !== undefined)
    return (
      <>
        <AccountList accounts={data} actions={actions} />
        <Stale query={query} />
      </>
    );
  if (hasEnded(error)) return null;
  const failure = error ?? (isOnline ? null : nobodyAnswers());
  if (failure === null) return <AccountsLoading />;
  return (
    <FailureCard
      title={t('loadFailed')}
      error={failure}
      onRetry={() => void query.refetch()}
      isRetrying={query.isFetching && isOnline}
    />
  );
};
