import { useId } from 'react';
import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { tellStateReason } from '../../accounts/tell-state-reason.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Avatar } from '../../shell/avatar.tsx';
import type { Account } from './read-replies.ts';
import { scopeKeyOf } from './scope-words.ts';
import { actionsFor, endOf, nameOf, type Standing, standingOf } from './standing.ts';

export interface AccountActions {
  readonly connect: (meantId?: string) => void;
  readonly isOpening: boolean;
  readonly disconnect: (account: Account) => void;
}

export interface AccountCardProps {
  readonly account: Account;
  /** Undefined when the session may only look. */
  readonly actions: AccountActions | undefined;
}

const tones: Readonly<Record<Standing, string>> = {
  connected: 'good',
  in_part: 'warn',
  ending: 'warn',
  reauth_required: 'warn',
  revoked: 'bad',
  disconnected: '',
};

/** Why it is not connected; of one that was disconnected here there is no more to say than that. */
const Reason = ({ account }: Pick<AccountCardProps, 'account'>) => {
  const { t } = useTranslation('connect');
  const { language } = useLanguage();
  const { state } = account;
  if (state === 'connected') return null;
  const told = state === 'disconnected' ? undefined : tellStateReason(account, language);
  return <p>{told ?? t(`reasons.${state}`)}</p>;
};

interface ScopesProps {
  readonly label: string;
  readonly scopes: readonly string[];
  readonly look: string;
}

/** What the creator allowed, or did not, in words; a scope that came later than this page by its name. */
const Scopes = ({ label, scopes, look }: ScopesProps) => {
  const { t } = useTranslation('connect');
  const labelId = useId();
  if (scopes.length === 0) return null;
  const words = scopes.map((scope) => {
    const key = scopeKeyOf(scope);
    return key === undefined ? scope : t(`scopes.${key}`);
  });
  return (
    <div className={`scopes ${look}`}>
      <p id={labelId}>{label}</p>
      <ul aria-labelledby={labelId}>
        {words.map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
    </div>
  );
};

const StandingLine = ({ account }: Pick<AccountCardProps, 'account'>) => {
  const { t } = useTranslation('connect');
  const { format } = useLanguage();
  const standing = standingOf(account, new Date());
  const since = account.state === 'connected' ? account.connectedAt : null;
  return (
    <p className="standing">
      <span className={`badge ${tones[standing]}`}>{t(`badges.${standing}`)}</span>
      {since !== null && <span className="soft">{t('connectedSince', { date: format.day(since) })}</span>}
    </p>
  );
};

interface CardButtonsProps {
  readonly account: Account;
  readonly name: string;
  readonly actions: AccountActions;
}

const CardButtons = ({ account, name, actions }: CardButtonsProps) => {
  const { t } = useTranslation('connect');
  const offered = actionsFor(account, new Date());
  const again = actions.isOpening ? t('opening') : t('connectAgain');
  return (
    <div className="actions">
      {offered.connectAgain && (
        <Button
          className="button primary"
          onPress={() => actions.connect(account.accountId)}
          isPending={actions.isOpening}
          aria-label={t('actionOn', { action: again, name })}
        >
          {again}
        </Button>
      )}
      {offered.disconnect && (
        <Button
          className="button"
          onPress={() => actions.disconnect(account)}
          aria-haspopup="dialog"
          aria-label={t('actionOn', { action: t('disconnect'), name })}
        >
          {t('disconnect')}
        </Button>
      )}
    </div>
  );
};

/** One account: who it is, how it stands, what can be done. */
export const AccountCard = ({ account, actions }: AccountCardProps) => {
  const { t } = useTranslation('connect');
  const { format } = useLanguage();
  const name = nameOf(account) ?? t('unnamed');
  const end = endOf(account, new Date());
  return (
    <li className="card account">
      <Avatar url={account.avatarUrl} name={name} />
      <div className="who">
        <h3 dir="auto">{name}</h3>
        {account.username !== null && account.displayName !== null && (
          <p className="soft handle">@{account.username}</p>
        )}
      </div>
      <StandingLine account={account} />
      <div className="facts">
        <Reason account={account} />
        {end !== undefined && <p>{t('endsOn', { date: format.day(end) })}</p>}
        <Scopes label={t('missingScopes')} scopes={account.missingScopes} look="" />
        {account.state === 'connected' && (
          <Scopes label={t('grantedScopes')} scopes={account.scopes} look="fine" />
        )}
      </div>
      {actions !== undefined && <CardButtons account={account} name={name} actions={actions} />}
    </li>
  );
};
