import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseTrustedAddress } from '../../../address/web-address.ts';
import type { AccountStatus } from '../../../api/operations.ts';

type Face = Pick<AccountStatus, 'displayName' | 'username' | 'avatarUrl'>;

/** What an account is called: its name, else its handle. */
export const useAccountName = (): ((account: Face) => string) => {
  const { t } = useTranslation('upload');
  return ({ displayName, username }) =>
    displayName ?? (username === null ? t('page.accounts.unnamed') : `@${username}`);
};

/** Picture, name and handle. The links of pictures expire: the first letter stands in for one that does not load. */
export const AccountFace = ({ account }: { readonly account: Face }) => {
  const nameOf = useAccountName();
  const [hasPicture, setHasPicture] = useState(true);
  const name = nameOf(account);
  const picture = parseTrustedAddress(account.avatarUrl ?? '', location.hostname)?.href;
  return (
    <span className="face">
      {picture !== undefined && hasPicture ? (
        <img
          className="avatar"
          src={picture}
          alt=""
          width={56}
          height={56}
          referrerPolicy="no-referrer"
          onError={() => setHasPicture(false)}
        />
      ) : (
        <span className="avatar" aria-hidden="true">
          {[...name.replace(/^@/, '')][0]?.toUpperCase()}
        </span>
      )}
      <span className="face-words">
        <span className="face-name">{name}</span>
        {account.displayName !== null && account.username !== null && (
          <span className="fine">@{account.username}</span>
        )}
      </span>
    </span>
  );
};
