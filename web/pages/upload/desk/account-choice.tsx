import { Label, Radio, RadioGroup, Text } from 'react-aria-components/RadioGroup';
import { useTranslation } from 'react-i18next';
import type { AccountStatus } from '../../../api/operations.ts';
import { AccountFace } from './account-face.tsx';

export interface AccountChoiceProps {
  readonly accounts: readonly AccountStatus[];
  /** The one whose form is open; it may be none of them any more. */
  readonly chosen: AccountStatus | undefined;
  readonly onChoose: (accountId: string) => void;
  /** While a post is being sent, its account stands. */
  readonly isDisabled: boolean;
}

/** Which of several accounts posts. None is taken without a word. */
export const AccountChoice = ({ accounts, chosen, onChoose, isDisabled }: AccountChoiceProps) => {
  const { t } = useTranslation('upload');
  return (
    <RadioGroup
      className="account-choice"
      value={chosen?.accountId ?? null}
      onChange={onChoose}
      isDisabled={isDisabled}
    >
      <Label className="group-label">{t('page.accounts.choose')}</Label>
      <div className="account-cards">
        {accounts.map((account) => (
          <Radio key={account.accountId} value={account.accountId} className="card account-card">
            <AccountFace account={account} />
          </Radio>
        ))}
      </div>
      {chosen === undefined && (
        <Text slot="description" className="fine">
          {t('page.accounts.chooseFirst')}
        </Text>
      )}
    </RadioGroup>
  );
};
