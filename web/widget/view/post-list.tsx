import type { AccountStatus } from '../../api/operations.ts';
import { shownCounts, tones } from '../data/post-words.ts';
import type { PostList as Posts } from '../data/queries.ts';
import { nameOf } from './account-list.tsx';
import { PostRow } from './post-row.tsx';
import { useWidget } from './widget-context.ts';

/** How many posts are in each state; states that none is in are left out. */
const Counts = ({ list }: { readonly list: Posts }) => {
  const { words } = useWidget();
  return (
    <>
      <ul className="counts" part="counts" aria-label={words.t('counts')}>
        {shownCounts(list.counts).map(({ state, count }) => (
          <li key={state} className={tones[state]} part={`count count-${state}`}>
            <b>{words.format.count(count)}</b> {words.t(`counted.${state}`, { count })}
          </li>
        ))}
      </ul>
      {!list.countsAreComplete && <p className="fine">{words.t('countsPartly')}</p>}
    </>
  );
};

interface PostListProps {
  readonly list: Posts;
  readonly accounts: readonly AccountStatus[];
}

/** The counts and the newest posts. */
export const PostList = ({ list, accounts }: PostListProps) => {
  const { words } = useWidget();
  const names = new Map(accounts.map((account) => [account.accountId, nameOf(account, words)]));
  if (list.posts.length === 0) {
    return (
      <div className="empty" part="empty">
        <p className="strong">{words.t('noPosts')}</p>
        <p className="fine">{words.t('noPostsHint')}</p>
      </div>
    );
  }
  return (
    <>
      <Counts list={list} />
      <ul className="posts" part="posts" aria-label={words.t('latest')}>
        {list.posts.map((post) => (
          <PostRow
            key={post.postId}
            post={post}
            accountName={accounts.length > 1 ? names.get(post.accountId) : undefined}
          />
        ))}
      </ul>
    </>
  );
};
