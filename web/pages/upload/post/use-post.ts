import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import type { Post } from '../../../api/operations.ts';
import { useCall } from '../../../shell/use-session.ts';
import { pollDelayMs } from './poll-plan.ts';

const keyOf = (person: string, postId: string) => ['post', person, postId];

/** A look that failed is repeated after this long; how it stands is shown meanwhile. */
const afterFailureMs = 15_000;

/** Since when this page has seen a post as it is, by its own clock. */
const useSeenAt = (): ((post: Post) => Date) => {
  const seen = useRef({ what: '', at: new Date(0) });
  return useCallback(({ postId, status }) => {
    const what = `${status} ${postId}`;
    if (seen.current.what !== what) seen.current = { what, at: new Date() };
    return seen.current.at;
  }, []);
};

/** A post, looked at again and again until nothing more is to happen to it; not while the page is out of sight. */
export const usePost = (person: string, postId: string) => {
  const call = useCall();
  const seenAtOf = useSeenAt();
  return useQuery({
    queryKey: keyOf(person, postId),
    queryFn: ({ signal }) => call('get-post-status', { params: { publishId: postId }, signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => {
      if (state.data === undefined) return false;
      const seenAt = seenAtOf(state.data);
      return state.status === 'error' ? afterFailureMs : pollDelayMs(state.data, { now: new Date(), seenAt });
    },
  });
};

/** Takes note of a post as another operation answered it. */
export const useNotePost = (person: string) => {
  const queryClient = useQueryClient();
  return useCallback(
    (post: Post | undefined) => {
      if (post !== undefined) queryClient.setQueryData(keyOf(person, post.postId), post);
      // The address may name the post by TikTok's id.
      void queryClient.invalidateQueries({ queryKey: ['post', person] });
      void queryClient.invalidateQueries({ queryKey: ['posts', person] });
    },
    [queryClient, person],
  );
};
