import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { retryDelayMs, shouldRetry } from '../../api/api-error.ts';
import type { ReplyOf } from '../../api/operations.ts';
import type { WidgetSession } from '../session/widget-session.ts';
import type { Settings } from '../settings.ts';
import { createPace, restingMs } from './poll-interval.ts';
import { changedPosts } from './post-changes.ts';

export type PostList = ReplyOf<'list-posts'>;

/** Two looks within this time are one: coming back to the tab often means several events. */
const staleMs = 2_000;

const common = {
  retry: shouldRetry,
  retryDelay: retryDelayMs,
  staleTime: staleMs,
  // Kept as long as the widget: a tile that is moved on the dashboard has all at hand, and no timer runs meanwhile.
  gcTime: Number.POSITIVE_INFINITY,
};

/** The client of the queries is one person's in one session (picture.ts), so that their keys need not name either. */
const accountsKey = ['accounts'] as const;

export const useAccounts = (session: WidgetSession) =>
  useQuery({
    ...common,
    queryKey: accountsKey,
    queryFn: ({ signal }) => session.call('get-connection-status', { signal }),
    refetchInterval: restingMs,
  });

/** The newest posts: one call for all accounts, or for the one that is shown. */
export const usePosts = (session: WidgetSession, { accountId, limit }: Settings) => {
  const [paceOf] = useState(createPace);
  return useQuery({
    ...common,
    queryKey: ['posts', accountId, limit],
    queryFn: ({ signal }) => session.call('list-posts', { query: { accountId, limit }, signal }),
    refetchInterval: ({ state }) => (state.status === 'error' ? restingMs : paceOf(state.data, new Date())),
  });
};

/** How a look-up stands, as it is shown. */
export interface Lookup<Data> {
  readonly data: Data | undefined;
  /** What the last one that ended failed by: TanStack Query forgets it while it looks again. */
  readonly error: unknown;
  /** It is the first try: what is there of others waits for it, so that all of it comes at once. */
  readonly isComing: boolean;
  readonly isFetching: boolean;
  readonly updatedAtMs: number;
  readonly again: () => void;
}

export const useLookup = <Data>(query: UseQueryResult<Data, unknown>): Lookup<Data> => {
  const { data, error, isPending, isError, isFetching, failureCount, fetchStatus, dataUpdatedAt, refetch } =
    query;
  const last = useRef<{ readonly error: unknown }>(undefined);
  if (!isPending) last.current = isError ? { error } : undefined;
  return {
    data,
    error: last.current?.error,
    isComing: isPending && failureCount === 0 && fetchStatus !== 'paused' && last.current === undefined,
    isFetching,
    updatedAtMs: dataUpdatedAt,
    again: () => void refetch(),
  };
};

/** The posts that have changed since they were last looked up; where one has, the account's quota may have as well. */
export const useChanges = (
  { accountId, limit }: Settings,
  list: PostList | undefined,
  tell: (changed: PostList['posts']) => void,
) => {
  const client = useQueryClient();
  const shown = [accountId, limit].join(' ');
  const before = useRef<{ readonly shown: string; readonly list: PostList }>(undefined);
  useEffect(() => {
    const known = before.current?.shown === shown ? before.current.list : undefined;
    if (list === undefined || known === list) return;
    before.current = { shown, list };
    const changed = changedPosts(known?.posts, list.posts);
    if (changed.length === 0) return;
    tell([...changed]);
    void client.invalidateQueries({ queryKey: accountsKey });
  });
};
