import { useTranslation } from 'react-i18next';
import type { AccountStatus } from '../../../api/operations.ts';
import { AccountFace, useAccountName } from './account-face.tsx';
import { obstacleOf } from './judge-accounts.ts';
import { connectPage } from './page-address.ts';

/** Accounts that cannot post before their creator has been at TikTok again, each with what to do. */
export const UnusableAccounts = ({ accounts }: { readonly accounts: readonly AccountStatus[] }) => {
  const { t } = useTranslation('upload');
  const nameOf = useAccountName();
  return (
    <ul className="unusable">
      {accounts.map((account) => (
        <li key={account.accountId} className="card account-card">
          <AccountFace account={account} />
          <span className="unusable-words">
            <span>{t(`page.accounts.${obstacleOf(account) ?? 'reconnect'}`)}</span>
            {/* The session is this tab's: a link that opens another one would be nobody's. */}
            <a href={connectPage}>
              {t('page.accounts.again')} <span className="visually-hidden">({nameOf(account)})</span>
            </a>
          </span>
        </li>
      ))}
    </ul>
  );
};
