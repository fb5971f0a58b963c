import { useTranslation } from 'react-i18next';
import { useSessionState } from './use-session.ts';

/** Says that a link has put another user's session in the place of the one that this tab had. */
export const OtherPerson = () => {
  const { t } = useTranslation('common');
  const state = useSessionState();
  return (
    <div role="status" className="connection">
      {state.kind === 'active' && state.isOtherPerson && <p className="notice warn">{t('otherPerson')}</p>}
    </div>
  );
};
