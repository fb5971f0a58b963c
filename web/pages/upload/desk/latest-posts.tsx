import { useQuery } from '@tanstack/react-query';
import type { MouseEvent } from 'react';
import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../../api/operations.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { FailureText } from '../../../shell/failure.tsx';
import { useCall } from '../../../shell/use-session.ts';
import { isFinal } from '../post/poll-plan.ts';
import { toneOf } from '../post/post-facts.ts';
import { writePageAddress } from './page-address.ts';

const shownMax = 5;
/** Of posts that still move; the view of one looks more often. */
const lookAgainMs = 20_000;

const useLatest = (person: string, accountId: string, isShown: boolean) => {
  const call = useCall();
  return useQuery({
    queryKey: ['posts', person, accountId],
    queryFn: ({ signal }) => call('list-posts', { query: { accountId, limit: shownMax }, signal }),
    enabled: isShown,
    refetchInterval: ({ state }) =>
      state.data?.posts.every((post) => isFinal(post)) === false ? lookAgainMs : false,
  });
};

/** A plain click stays on this page; a new tab would have no session. */
const isPlainClick = ({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean =>
  button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;

interface PostLineProps {
  readonly post: Post;
  readonly onOpen: (postId: string) => void;
}

const PostLine = ({ post, onOpen }: PostLineProps) => {
  const { t } = useTranslation('upload');
  const { format } = useLanguage();
  const untitled = post.mediaKind === 'photos' ? 'untitledPhotos' : 'untitledVideo';
  return (
    <li>
      <a
        className="post-line"
        href={writePageAddress(location.search, { postId: post.postId })}
        onClick={(event) => {
          if (!isPlainClick(event)) return;
          event.preventDefault();
          onOpen(post.postId);
        }}
      >
        <span className="post-line-title">{post.title || t(`page.latest.${untitled}`)}</span>
        <span className={`badge ${toneOf[post.status]}`}>{t(`post.states.${post.status}`)}</span>
        <span className="fine">{format.moment(post.createdAt)}</span>
      </a>
    </li>
  );
};

export interface LatestPostsProps {
  readonly person: string;
  readonly accountId: string;
  readonly isShown: boolean;
  readonly onOpen: (postId: string) => void;
}

/** The last posts of an account, so that everyone finds again what they sent. */
export const LatestPosts = ({ person, accountId, isShown, onOpen }: LatestPostsProps) => {
  const { t } = useTranslation('upload');
  const { data, error, refetch, isFetching } = useLatest(person, accountId, isShown);
  return (
    <section className="card latest" aria-labelledby="latest-posts">
      <h2 id="latest-posts">{t('page.latest.title')}</h2>
      {data === undefined && error === null && <div className="skeleton latest-skeleton" />}
      {data === undefined && error !== null && (
        <>
          <p>{t('page.latest.failed')}</p>
          <FailureText error={error} />
          <Button className="button" onPress={() => void refetch()} isPending={isFetching}>
            {t('page.latest.retry')}
          </Button>
        </>
      )}
      {data?.posts.length === 0 && <p className="soft">{t('page.latest.none')}</p>}
      {data !== undefined && data.posts.length > 0 && (
        <ul className="post-lines">
          {data.posts.map((post) => (
            <PostLine key={post.postId} post={post} onOpen={onOpen} />
          ))}
        </ul>
      )}
    </section>
  );
};
