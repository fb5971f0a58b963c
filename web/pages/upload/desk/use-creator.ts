import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { troubleOf } from '../../../api/api-error.ts';
import type { AccountStatus, CreatorPosting } from '../../../api/operations.ts';
import { useCall } from '../../../shell/use-session.ts';
import { creatorOfDrafts, lackOf } from './judge-accounts.ts';
import { offline } from './session-over.ts';

/** What the creator may choose is taken to be old after the page was out of sight for this long. */
const longAwayMs = 5 * 60_000;

const useReturnAfterLong = (act: () => void): void => {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    let hiddenAt: number | undefined;
    const note = () => {
      if (document.visibilityState === 'hidden') {
        hiddenAt = Date.now();
        return;
      }
      if (hiddenAt !== undefined && Date.now() - hiddenAt > longAwayMs) latest.current();
      hiddenAt = undefined;
    };
    document.addEventListener('visibilitychange', note);
    return () => document.removeEventListener('visibilitychange', note);
  }, []);
};

/**
 * What the creator may choose from, asked of TikTok each time that a form is shown for an account (tiktok-api.md section 9, point 1) and
 * never taken from a cache; but not at every look at the page either: TikTok allows 20 questions a minute.
 */
export const useCreator = (person: string, account: AccountStatus, isShown: boolean) => {
  const call = useCall();
  const { accountId } = account;
  const isForDraftsAlone = lackOf(account) === 'direct';
  const query = useQuery({
    queryKey: ['creator-info', person, accountId],
    queryFn: ({ signal }) => call('get-creator-info', { query: { accountId }, signal }),
    enabled: isShown && !isForDraftsAlone,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: (query) => query.state.status === 'error',
  });
  const { data, error, refetch, errorUpdatedAt } = query;
  useReturnAfterLong(() => isShown && !isForDraftsAlone && void refetch());

  const waitSeconds = troubleOf(error)?.retryAfterSeconds;
  const retryAt = waitSeconds === undefined ? undefined : errorUpdatedAt + waitSeconds * 1_000;
  useEffect(() => {
    if (retryAt === undefined || !isShown) return;
    const timer = setTimeout(() => void refetch(), Math.max(1_000, retryAt - Date.now()));
    return () => clearTimeout(timer);
  }, [retryAt, isShown, refetch]);

  const lacksScope = isForDraftsAlone || troubleOf(error)?.code === 'account_scope_missing';
  const draftsAlone = useMemo(
    () => (lacksScope ? creatorOfDrafts(account, null, new Date()) : undefined),
    [lacksScope, account],
  );
  const creator: CreatorPosting | undefined = draftsAlone ?? data;
  return {
    creator,
    error: lacksScope ? null : (error ?? (query.isPaused && data === undefined ? offline : null)),
    retryAt,
    refetch,
    isFetching: query.isFetching,
  };
};
