import { tellStateReason } from '../../accounts/tell-state-reason.ts';
import type { AccountStatus } from '../../api/operations.ts';
import { type Need, needOf, reasonOf } from '../data/attention.ts';
import type { Words } from '../texts/words.ts';
import { Avatar } from './avatar.tsx';
import { PageLink } from './page-link.tsx';
import { QuotaLine } from './quota-line.tsx';
import { useWidget } from './widget-context.ts';

const tones: Readonly<Record<Need, string>> = {
  nothing: 'good',
  again: 'bad',
  scopes: 'warn',
  soon: 'warn',
  gone: 'plain',
};

/** The name to show and to speak of. */
export const nameOf = ({ displayName, username }: AccountStatus, words: Words): string =>
  displayName ?? (username === null ? words.t('unnamed') : `@${username}`);

const Reason = ({
  account,
  need,
}: {
  readonly account: AccountStatus;
  readonly need: Exclude<Need, 'nothing'>;
}) => {
  const { words } = useWidget();
  const { refreshExpiresAt } = account;
  const day = refreshExpiresAt === null ? '' : words.format.day(refreshExpiresAt);
  // The API knows more of why TikTok ended it.
  const told = need === 'again' ? tellStateReason(account, words.language) : undefined;
  return <p className="fine reason">{told ?? words.t(`reasons.${reasonOf(account, need)}`, { day })}</p>;
};

const Account = ({ account }: { readonly account: AccountStatus }) => {
  const { words, may, now } = useWidget();
  const need = needOf(account, now);
  const name = nameOf(account, words);
  const again = words.t('connectAgain');
  return (
    <li className="account" part="account" data-need={need}>
      <Avatar url={account.avatarUrl} name={name} />
      <div className="who">
        <p className="strong clip" dir="auto" title={name}>
          {name}
        </p>
        {account.displayName !== null && account.username !== null && (
          <p className="fine clip">@{account.username}</p>
        )}
      </div>
      <span className={`badge ${tones[need]}`} part="badge account-state">
        {words.t(`needs.${need}`)}
      </span>
      <div className="more">
        {need !== 'nothing' && (
          <div className="ask">
            <Reason account={account} need={need} />
            {may.connect && (
              <PageLink target={{ page: 'connect' }} look="button" label={`${again} (${name})`}>
                {again}
              </PageLink>
            )}
          </div>
        )}
        {account.state === 'connected' && <QuotaLine quota={account.quota} />}
      </div>
    </li>
  );
};

/** The accounts, each with how it stands and what is left of its limits. */
export const AccountList = ({ accounts }: { readonly accounts: readonly AccountStatus[] }) => {
  const { words } = useWidget();
  return (
    <ul className="accounts" part="accounts" aria-label={words.t('accounts')}>
      {accounts.map((account) => (
        <Account key={account.accountId} account={account} />
      ))}
    </ul>
  );
};
