import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { troubleOf } from '../../../api/api-error.ts';
import type { Post } from '../../../api/operations.ts';
import { FailureText } from '../../../shell/failure.tsx';
import { useCall } from '../../../shell/use-session.ts';
import { ConfirmButton } from '../desk/confirm-button.tsx';
import { isSessionOver } from '../desk/session-over.ts';
import { cancellingOf } from './post-facts.ts';
import { useNotePost } from './use-post.ts';

interface PostActionsProps {
  readonly post: Post;
  readonly person: string;
  readonly onAskedToStop: (wasAsked: boolean) => void;
  /** Its button may be gone, and the focus with it. */
  readonly onDone: () => void;
}

/** What a person can still decide about a post. */
export const PostActions = (props: PostActionsProps) => (
  <>
    <Cancelling {...props} />
    <Resolving {...props} />
  </>
);

const Cancelling = ({ post, person, onAskedToStop, onDone }: PostActionsProps) => {
  const { t } = useTranslation('upload');
  const call = useCall();
  const note = useNotePost(person);
  const { mutate, isPending, error } = useMutation({
    networkMode: 'always',
    mutationFn: () => call('cancel-post', { params: { postId: post.postId } }),
    onSuccess: ({ post: changed, cancelled }) => {
      onAskedToStop(cancelled === 'asked');
      note(changed);
      onDone();
    },
    onError: () => note(undefined),
  });
  const how = cancellingOf(post);
  return (
    <>
      {error !== null && !isSessionOver(error) && post.status !== 'cancelled' && (
        <section className="notice warn" role="alert">
          <h3>{t('post.cancel.failed')}</h3>
          {troubleOf(error)?.code === 'post_too_late' && <p>{t('post.cancel.tooLate')}</p>}
          <FailureText error={error} />
        </section>
      )}
      {how !== undefined && (
        <div className="actions">
          <ConfirmButton
            label={t(`post.cancel.${how}`)}
            title={t(`post.cancel.${how}Title`)}
            text={t(`post.cancel.${how}Text`)}
            keepLabel={t('post.cancel.keep')}
            look="danger"
            isPending={isPending}
            onConfirm={() => mutate()}
          />
        </div>
      )}
    </>
  );
};

const outcomes = ['published', 'failed'] as const;

/** Whoever has looked at TikTok says what became of a post whose outcome nobody else can know. */
const Resolving = ({ post, person, onDone }: PostActionsProps) => {
  const { t } = useTranslation('upload');
  const call = useCall();
  const note = useNotePost(person);
  const { mutate, isPending, error } = useMutation({
    networkMode: 'always',
    mutationFn: (outcome: (typeof outcomes)[number]) =>
      call('resolve-post', { params: { postId: post.postId }, body: { outcome } }),
    onSuccess: ({ post: settled }) => {
      note(settled);
      onDone();
    },
    onError: () => note(undefined),
  });
  if (post.status !== 'outcome_unknown') return null;
  return (
    <section className="card resolving">
      <h3>{t('post.resolve.title')}</h3>
      {error !== null && !isSessionOver(error) && (
        <div className="notice warn" role="alert">
          <p>{t('post.resolve.refused')}</p>
          {troubleOf(error)?.code === 'post_not_in_doubt' && <p>{t('post.resolve.settled')}</p>}
          <FailureText error={error} />
        </div>
      )}
      <div className="actions">
        {outcomes.map((outcome) => (
          <ConfirmButton
            key={outcome}
            label={t(`post.resolve.${outcome}`)}
            title={t(`post.resolve.${outcome}Title`)}
            text={t(`post.resolve.${outcome}Text`)}
            confirmLabel={t(`post.resolve.${outcome}Confirm`)}
            confirmLook={outcome === 'published' ? 'primary' : 'danger'}
            keepLabel={t('post.resolve.keep')}
            isPending={isPending}
            onConfirm={() => mutate(outcome)}
          />
        ))}
      </div>
    </section>
  );
};
