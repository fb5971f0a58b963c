import { useTranslation } from 'react-i18next';
import type { Post } from '../../../api/operations.ts';
import { connectPage } from '../desk/page-address.ts';

/** Why a post ended, or is in doubt, and what can be done about it. */
export const PostFailure = ({ failure }: { readonly failure: NonNullable<Post['failure']> }) => {
  const { t } = useTranslation('upload');
  return (
    <section className="card post-failure">
      <h3>{t('post.failure.title')}</h3>
      <p lang="en">{failure.sentence}</p>
      <p>
        <strong>{t(`post.failure.advice.${failure.advice}`)}</strong>
      </p>
      {failure.advice === 'reconnect' && (
        <p>
          <a href={connectPage}>{t('post.failure.reconnect')}</a>
        </p>
      )}
      <p className="fine">
        <code>{t('post.failure.code', { code: failure.code })}</code>
        {failure.logId !== null && (
          <>
            <br />
            <code>{t('post.failure.logId', { id: failure.logId })}</code>
          </>
        )}
      </p>
    </section>
  );
};
