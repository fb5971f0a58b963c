import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { troubleOf } from '../../../api/api-error.ts';
import { FailureCard } from '../../../shell/failure.tsx';
import { isSessionOver, offline } from '../desk/session-over.ts';
import { Skeleton } from '../desk/skeletons.tsx';
import type { DraftText } from '../drafts/draft-text.ts';
import { PostCard } from './post-card.tsx';
import { addPostTexts } from './post-texts.ts';
import { usePost } from './use-post.ts';

export interface PostViewProps {
  readonly person: string;
  readonly postId: string;
  /** Whether the session may change what becomes of it. */
  readonly canPublish: boolean;
  /** Whether something was typed for the account that the form with this text would replace. */
  readonly hasOther: (accountId: string, text: DraftText) => boolean;
  /** Leads to the form; with a text, filled in. */
  readonly onAnother: (accountId?: string, text?: DraftText) => void;
  /** Something was decided, and its button may be gone, with the focus. */
  readonly onDone: () => void;
}

/** A post, from the press of the button until nothing more is to happen to it. */
const PostView = (props: PostViewProps) => {
  const { person, postId, canPublish, hasOther, onAnother, onDone } = props;
  const { t } = useTranslation('upload');
  const { data: post, error, refetch, isFetching, isPaused } = usePost(person, postId);
  const isMissing = troubleOf(error)?.code === 'post_not_found';
  const hasNone = post === undefined && !isSessionOver(error) && (error !== null || isPaused);
  return (
    <div className="stack post-view">
      {post !== undefined && (
        <PostCard
          post={post}
          person={person}
          canPublish={canPublish}
          isStale={error !== null && !isSessionOver(error)}
          hasOther={hasOther}
          onAnother={onAnother}
          onDone={onDone}
        />
      )}
      {isMissing && (
        <section className="card statement" role="alert">
          <h3>{t('post.notFoundTitle')}</h3>
          <p>{t('post.notFoundText')}</p>
          {troubleOf(error)?.requestId !== undefined && (
            <p className="fine">
              <code>{t('requestId', { ns: 'common', id: troubleOf(error)?.requestId })}</code>
            </p>
          )}
        </section>
      )}
      {hasNone && !isMissing && (
        <FailureCard
          title={t('post.failedToLoad')}
          error={error ?? offline}
          onRetry={() => void refetch()}
          isRetrying={isFetching}
        />
      )}
      {post === undefined && !hasNone ? (
        <Skeleton of="post" />
      ) : (
        <div className="actions">
          <Button className="button" onPress={() => onAnother(post?.accountId)}>
            {t('post.another')}
          </Button>
        </div>
      )}
    </div>
  );
};

/** The view, with its texts made known. */
export const openPostView = () => {
  addPostTexts();
  return PostView;
};
