import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../../api/operations.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { ConfirmButton } from '../desk/confirm-button.tsx';
import type { DraftText } from '../drafts/draft-text.ts';
import { draftStore } from '../drafts/use-draft-desk.ts';
import { PostActions } from './post-actions.tsx';
import { textOfPost } from './post-again.ts';
import { isUnderWay, stateTextOf, toneOf } from './post-facts.ts';
import { PostFailure } from './post-failure.tsx';
import { PostLinks } from './post-links.tsx';
import { PostTimeline } from './post-timeline.tsx';
import { TransferBar } from './transfer-bar.tsx';

/** Tells of each change of the state once. What the page shows first, it shows without a word. */
const useAnnouncement = (text: string): string => {
  const first = useRef(text);
  const [isChanged, setIsChanged] = useState(false);
  useEffect(() => {
    if (text !== first.current) setIsChanged(true);
  }, [text]);
  return isChanged ? text : '';
};

interface PostCardProps {
  readonly post: Post;
  readonly person: string;
  readonly canPublish: boolean;
  /** Whether the last look at it failed. */
  readonly isStale: boolean;
  /** Whether something was typed for the account that the form with this text would replace. */
  readonly hasOther: (accountId: string, text: DraftText) => boolean;
  readonly onAnother: (accountId: string, text: DraftText) => void;
  /** Something was decided, and its button may be gone. */
  readonly onDone: () => void;
}

type SameAgainProps = Pick<PostCardProps, 'post' | 'person' | 'hasOther' | 'onAnother'>;

/** The way to the form with the text of this post. What was typed there since is not replaced without asking. */
const SameAgain = ({ post, person, hasOther, onAnother }: SameAgainProps) => {
  const { t } = useTranslation('upload');
  const { accountId, postId } = post;
  const readText = () => draftStore.readSent(person, postId) ?? textOfPost(post);
  const fill = () => onAnother(accountId, readText());
  if (hasOther(accountId, readText()))
    return (
      <ConfirmButton
        label={t('post.sameAgain')}
        title={t('post.replace.title')}
        text={t('post.replace.text')}
        confirmLabel={t('post.replace.confirm')}
        keepLabel={t('post.replace.keep')}
        look="primary"
        onConfirm={fill}
      />
    );
  return (
    <Button className="button primary" onPress={fill}>
      {t('post.sameAgain')}
    </Button>
  );
};

/** Where a post stands, what comes next, and what can be done. */
export const PostCard = (props: PostCardProps) => {
  const { post, person, canPublish, isStale, hasOther, onAnother, onDone } = props;
  const { t } = useTranslation('upload');
  const { format } = useLanguage();
  const [wasAskedToStop, setWasAskedToStop] = useState(false);
  const { status } = post;
  const announcement = useAnnouncement(status);
  useEffect(() => {
    if (status === 'published') draftStore.forgetSent(person, post.postId);
  }, [status, person, post.postId]);
  return (
    <>
      <p role="status" className="visually-hidden">
        {announcement !== '' && t('post.changed', { state: t(`post.states.${status}`) })}
      </p>
      <section className="card post-card">
        <p className="post-facts">
          <span className={`badge ${toneOf[status]}`}>{t(`post.states.${status}`)}</span>
          <span className="fine">
            {t(`post.${post.mediaKind}`)} · {t(`post.${post.mode}`)}
          </span>
        </p>
        {post.title !== null && post.title !== '' && <p className="post-title">{post.title}</p>}
        <p>{t(`post.sentences.${stateTextOf(post, wasAskedToStop)}`)}</p>
        {/* What the API alone knows: that TikTok was asked to stop before this page was opened, say. */}
        {status === 'processing' && post.source === 'PULL_FROM_URL' && !wasAskedToStop && (
          <p className="fine" lang="en">
            {post.statusSentence}
          </p>
        )}
        <TransferBar post={post} />
        {isUnderWay(post) && (
          <p className="soft">{t(post.mode === 'direct' ? 'post.minutes' : 'post.inboxNext')}</p>
        )}
        {post.willSubmitAt !== null && post.willSubmitAt !== post.publishAt && (
          <p className="soft">{t('post.willSubmit', { time: format.moment(post.willSubmitAt) })}</p>
        )}
        {post.publishAt !== null && (
          <p className="soft">{t('post.publishAt', { time: format.moment(post.publishAt) })}</p>
        )}
        <PostLinks post={post} />
        {isStale && <p className="notice warn">{t('post.stale')}</p>}
      </section>
      {post.failure !== null && <PostFailure failure={post.failure} />}
      {canPublish && (
        <PostActions post={post} person={person} onAskedToStop={setWasAskedToStop} onDone={onDone} />
      )}
      {canPublish && (status === 'failed' || status === 'cancelled') && (
        <div className="actions">
          <SameAgain post={post} person={person} hasOther={hasOther} onAnother={onAnother} />
        </div>
      )}
      <PostTimeline post={post} />
    </>
  );
};
