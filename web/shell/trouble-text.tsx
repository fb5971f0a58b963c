import { useTranslation } from 'react-i18next';
import type { Trouble } from '../api/call-api.ts';
import { explainTrouble } from './explain-trouble.ts';
import { catalogues } from './messages.ts';

/** The id under which the operator finds a call that was refused. */
const RequestId = ({ trouble: { requestId } }: { readonly trouble: Trouble }) => {
  const { t } = useTranslation('common');
  if (requestId === undefined) return null;
  return (
    <p className="fine">
      <code>{t('requestId', { id: requestId })}</code>
    </p>
  );
};

/** Why a session has ended, below a title that says that it has: the API's own sentence would say it once more. */
export const EndText = ({ trouble }: { readonly trouble: Trouble }) => {
  const { t } = useTranslation('common');
  const explained = explainTrouble(trouble, catalogues.en.troubles);
  return (
    <>
      {explained.kind === 'known' && <p>{t(`troubles.${explained.code}`)}</p>}
      {explained.kind === 'told' && <p lang="en">{explained.detail}</p>}
      <p>{t('endedText')}</p>
      <RequestId trouble={trouble} />
    </>
  );
};

/**
 * What a refusal says: our sentence in the reader's language where we have one, the API's own, and the id under which the
 * operator finds it.
 */
export const TroubleText = ({ trouble }: { readonly trouble: Trouble }) => {
  const { t } = useTranslation('common');
  const explained = explainTrouble(trouble, catalogues.en.troubles);
  return (
    <>
      {explained.kind === 'known' && <p>{t(`troubles.${explained.code}`)}</p>}
      {explained.kind === 'told' && <p lang="en">{explained.detail}</p>}
      {explained.kind === 'too-many' && <p>{t('tooMany')}</p>}
      {explained.kind === 'nothing' && <p>{t('noDetail')}</p>}
      {explained.kind === 'known' && explained.detail !== undefined && (
        <p className="fine">
          <span lang="en">{explained.detail}</span>
        </p>
      )}
      <RequestId trouble={trouble} />
    </>
  );
};
