import { useTranslation } from 'react-i18next';
import type { AccountStatus } from '../../../api/operations.ts';
import { Avatar } from '../../../shell/avatar.tsx';

type Face = Pick<AccountStatus, 'displayName' | 'username' | 'avatarUrl'>;

/** What an account is called: its name, else its handle. */
export const useAccountName = (): ((account: Face) => string) => {
  const { t } = useTranslation('upload');
  return ({ displayName, username }) =>
    displayName ?? (username === null ? t('page.accounts.unnamed') : `@${username}`);
};

/** Picture, name and handle. */
export const AccountFace = ({ account }: { readonly account: Face }) => {
  const nameOf = useAccountName();
  const name = nameOf(account);
  return (
    <span className="face">
      <Avatar url={account.avatarUrl} name={name} />
      <span className="face-words">
        <span className="face-name">{name}</span>
        {account.displayName !== null && account.username !== null && (
          <span className="fine">@{account.username}</span>
        )}
      </span>
    </span>
  );
};
