import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { retryDelayMs, shouldRetry } from '../../api/api-error.ts';
import type { ReplyOf } from '../../api/operations.ts';
import type { WidgetSession } from '../session/widget-session.ts';
import type { Settings } from '../settings.ts';
import { pollIntervalMs, restingMs } from './poll-interval.ts';
import { changedPosts } from './post-changes.ts';

export type PostList = ReplyOf<'list-posts'>;

/** Whose data is shown, and whether there is a session that they can be looked up with. */
export interface Reader {
  readonly session: WidgetSession;
  readonly settings: Settings;
  readonly person: string;
  readonly isActive: boolean;
}

/** Two looks within this time are one: coming back to the tab often means several events. */
const staleMs = 2_000;

const common = {
  retry: shouldRetry,
  retryDelay: retryDelayMs,
  staleTime: staleMs,
  // Kept as long as the widget: a tile that is moved on the dashboard has all at hand, and no timer runs meanwhile.
  gcTime: Number.POSITIVE_INFINITY,
};

const accountsKey = ({ settings, person }: Reader) => ['accounts', settings.api, person] as const;

export const useAccounts = (reader: Reader) =>
  useQuery({
    ...common,
    queryKey: accountsKey(reader),
    queryFn: ({ signal }) => reader.session.call('get-connection-status', { signal }),
    enabled: reader.isActive,
    refetchInterval: restingMs,
  });

/** The newest posts: one call for all accounts, or for the one that is shown. */
export const usePosts = (reader: Reader) => {
  const { accountId, limit, api } = reader.settings;
  return useQuery({
    ...common,
    queryKey: ['posts', api, reader.person, accountId, limit],
    queryFn: ({ signal }) => reader.session.call('list-posts', { query: { accountId, limit }, signal }),
    enabled: reader.isActive,
    refetchInterval: ({ state }) =>
      state.status === 'error' ? restingMs : pollIntervalMs(state.data, new Date()),
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

/** The look-up of a query. `owner` names what it is of: an error of another owner is none of it. */
export const useLookup = <Data>(query: UseQueryResult<Data, unknown>, owner: string): Lookup<Data> => {
  const { data, error, isPending, isError, isFetching, failureCount, fetchStatus, dataUpdatedAt, refetch } =
    query;
  const last = useRef<{ readonly owner: string; readonly error: unknown }>(undefined);
  const isUndecided = isPending && last.current?.owner === owner;
  if (!isUndecided) last.current = isError ? { owner, error } : undefined;
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
  reader: Reader,
  list: PostList | undefined,
  tell: (changed: PostList['posts']) => void,
) => {
  const client = useQueryClient();
  const { person, settings } = reader;
  const shown = [settings.api, person, settings.accountId, settings.limit].join(' ');
  const before = useRef<{ readonly shown: string; readonly list: PostList }>(undefined);
  useEffect(() => {
    const known = before.current?.shown === shown ? before.current.list : undefined;
    if (list === undefined || known === list) return;
    before.current = { shown, list };
    const changed = changedPosts(known?.posts, list.posts);
    if (changed.length === 0) return;
    tell([...changed]);
    void client.invalidateQueries({ queryKey: accountsKey(reader) });
  });
};
