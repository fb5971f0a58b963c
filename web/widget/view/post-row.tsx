import { parseTrustedAddress } from '../../address/web-address.ts';
import type { Post } from '../../api/operations.ts';
import { momentOf, sentShare, tones } from '../data/post-words.ts';
import type { Words } from '../texts/words.ts';
import { KindIcon } from './kind-icon.tsx';
import { PageLink } from './page-link.tsx';
import { useWidget } from './widget-context.ts';

/** What a post is called: its caption, else the kind of its media. */
export const titleOf = ({ title, mediaKind }: Post, words: Words): string =>
  title === null || title.trim() === '' ? words.t(`untitled.${mediaKind}`) : title;

const Title = ({ post, title }: { readonly post: Post; readonly title: string }) => {
  const { may } = useWidget();
  if (!may.publish) return <span dir="auto">{title}</span>;
  return (
    <PageLink target={{ page: 'upload', postId: post.postId }} look="plain">
      {title}
    </PageLink>
  );
};

/** How much TikTok has; without an end where TikTok fetches by itself. */
const Progress = ({ post }: { readonly post: Post }) => {
  const { words } = useWidget();
  if (post.status !== 'transferring') return null;
  const share = sentShare(post);
  const said =
    share === undefined ? words.t('fetching') : words.t('progress', { share: words.format.percent(share) });
  return (
    <progress
      className="progress"
      part="progress"
      max={1}
      {...(share === undefined ? {} : { value: share })}
      aria-label={said}
      title={said}
    />
  );
};

const Moment = ({ post }: { readonly post: Post }) => {
  const { words, now } = useWidget();
  const time = momentOf(post);
  const short = words.when(time, now);
  return (
    <time dateTime={time} title={words.format.moment(time)}>
      {Date.parse(time) > now.getTime() ? words.t('due', { time: short }) : short}
    </time>
  );
};

interface PostRowProps {
  readonly post: Post;
  /** Whose it is, where that is not plain. */
  readonly accountName: string | undefined;
}

/** A post: what it is, where it stands and since when, and the way to it. */
export const PostRow = ({ post, accountName }: PostRowProps) => {
  const { words } = useWidget();
  const title = titleOf(post, words);
  const address = parseTrustedAddress(post.urls[0] ?? '', location.hostname);
  const failure = post.status === 'failed' || post.status === 'outcome_unknown' ? post.failure : null;
  return (
    <li className="post" part="post" data-state={post.status}>
      <KindIcon kind={post.mediaKind} label={words.t(`kinds.${post.mediaKind}`)} />
      <p className="clip post-title" title={title}>
        <Title post={post} title={title} />
      </p>
      {address !== undefined && (
        <a
          className="watch"
          part="link watch"
          href={address.href}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={words.t('watchOf', { title })}
        >
          {words.t('watch')}
        </a>
      )}
      <p className="meta fine">
        <span className={`badge ${tones[post.status]}`} part={`badge post-state state-${post.status}`}>
          {words.t(`states.${post.status}`)}
        </span>
        {post.status === 'transferring' ? <Progress post={post} /> : <Moment post={post} />}
        {accountName !== undefined && (
          <span className="clip" dir="auto">
            {accountName}
          </span>
        )}
      </p>
      {failure !== null && (
        <p className="fine failure" lang="en">
          {failure.sentence}
        </p>
      )}
    </li>
  );
};
