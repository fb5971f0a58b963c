import { onlineManager } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { orderAccounts } from '../data/attention.ts';
import { useAccounts, useChanges, useLookup, usePosts } from '../data/queries.ts';
import type { WidgetSession } from '../session/widget-session.ts';
import { AccountList } from './account-list.tsx';
import { Actions, ActionsToCome } from './actions.tsx';
import { Content } from './content.tsx';
import { Foot } from './foot.tsx';
import { Failure, Notice } from './notice.tsx';
import { PageLink } from './page-link.tsx';
import { PostList } from './post-list.tsx';
import { titleOf } from './post-row.tsx';
import { AccountSkeleton, PostSkeleton } from './skeleton.tsx';
import { useErrorEvent } from './use-error-event.ts';
import { useWidget, WidgetContext } from './widget-context.ts';

/** The user has no account: the way to the first one. */
const NoAccount = () => {
  const { words, may, settings } = useWidget();
  if (settings.accountId !== undefined) return <p className="empty">{words.t('otherAccount')}</p>;
  return (
    <div className="empty" part="empty">
      <p className="strong">{words.t('emptyTitle')}</p>
      <p className="fine">{words.t(may.connect ? 'emptyText' : 'emptyViewOnly')}</p>
      {may.connect && (
        <PageLink target={{ page: 'connect' }} look="primary">
          {words.t('connectFirst')}
        </PageLink>
      )}
    </div>
  );
};

/** What a session shows: accounts and posts, brought up to date as long as it is on the page. */
export const Dashboard = ({ session }: { readonly session: WidgetSession }) => {
  const base = useWidget();
  const { words, settings } = base;
  const now = new Date();
  const accounts = useLookup(useAccounts(session));
  const posts = useLookup(usePosts(session, settings));
  const isOnline = useSyncExternalStore(onlineManager.subscribe, () => onlineManager.isOnline());
  const [said, say] = useState('');
  useChanges(settings, posts.data, (changed) =>
    say(
      changed
        .map((post) =>
          words.t('changed', { title: titleOf(post, words), state: words.t(`states.${post.status}`) }),
        )
        .join(' '),
    ),
  );
  useErrorEvent(accounts.error ?? posts.error);

  const retry = (): void => {
    accounts.again();
    posts.again();
  };
  const shown = accounts.data && orderAccounts(accounts.data.accounts, settings.accountId, now);
  const isEmpty = shown?.length === 0;
  const isFirst = accounts.isComing || posts.isComing;
  const nothing = shown === undefined && posts.data === undefined;
  const known = [accounts, posts].filter(({ data }) => data !== undefined);
  const oldestMs = Math.min(...known.map(({ updatedAtMs }) => updatedAtMs));

  const body = () => {
    if (isFirst) return <Loading />;
    if (nothing && !isOnline)
      return <Notice title={words.t('allFailed')}>{words.t('troubles.offline')}</Notice>;
    if (nothing && accounts.error !== undefined && posts.error !== undefined)
      return (
        <Failure
          title={words.t('allFailed')}
          error={accounts.error}
          onRetry={retry}
          isBusy={accounts.isFetching || posts.isFetching}
        />
      );
    return (
      <>
        <div className="people">
          {shown !== undefined && !isEmpty && <AccountList accounts={shown} />}
          {isEmpty && <NoAccount />}
          {shown === undefined &&
            (accounts.error !== undefined ? (
              <Failure
                title={words.t('accountsFailed')}
                error={accounts.error}
                onRetry={retry}
                isBusy={accounts.isFetching}
              />
            ) : (
              <AccountSkeleton />
            ))}
        </div>
        {!(isEmpty && posts.data?.posts.length === 0) && (
          <div className="feed">
            {posts.data !== undefined && <PostList list={posts.data} accounts={shown ?? []} />}
            {posts.data === undefined &&
              (posts.error !== undefined ? (
                <Failure
                  title={words.t('postsFailed')}
                  error={posts.error}
                  onRetry={retry}
                  isBusy={posts.isFetching}
                />
              ) : (
                <PostSkeleton />
              ))}
          </div>
        )}
      </>
    );
  };

  return (
    <WidgetContext value={{ ...base, now }}>
      <Content
        isBusy={isFirst}
        actions={
          isFirst ? (
            <ActionsToCome />
          ) : (
            !isEmpty && <Actions canPost={shown?.some(({ state }) => state === 'connected') ?? true} />
          )
        }
        foot={
          <Foot
            updatedAtMs={known.length === 0 ? 0 : oldestMs}
            isStale={known.some(({ error }) => error !== undefined)}
            isOffline={!isOnline}
            onRetry={retry}
          />
        }
      >
        {body()}
      </Content>
      <p className="unseen" role="status">
        {said}
      </p>
    </WidgetContext>
  );
};

/** The places of what is on its way. */
export const Loading = () => {
  const { words } = useWidget();
  return (
    <>
      <p className="unseen">{words.t('loading')}</p>
      <div className="people">
        <AccountSkeleton />
      </div>
      <div className="feed">
        <PostSkeleton />
      </div>
    </>
  );
};
