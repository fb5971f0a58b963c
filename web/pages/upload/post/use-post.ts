import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Post } from '../../../api/operations.ts';
import { useCall } from '../../../shell/use-session.ts';
import { pollDelayMs } from './poll-plan.ts';

const keyOf = (userId: string, postId: string) => ['post', userId, postId];

/** A look that failed is repeated after this long; how it stands is shown meanwhile. */
const afterFailureMs = 15_000;

/** A post, looked at again and again until nothing more is to happen to it; not while the page is out of sight. */
export const usePost = (userId: string, postId: string) => {
  const call = useCall();
  return useQuery({
    queryKey: keyOf(userId, postId),
    queryFn: ({ signal }) => call('get-post-status', { params: { publishId: postId }, signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => {
      if (state.data === undefined) return false;
      return state.status === 'error' ? afterFailureMs : pollDelayMs(state.data, new Date());
    },
  });
};

/** Takes note of a post as another operation answered it. */
export const useNotePost = (userId: string) => {
  const queryClient = useQueryClient();
  return useCallback(
    (post: Post | undefined) => {
      if (post !== undefined) queryClient.setQueryData(keyOf(userId, post.postId), post);
      // The address may name the post by TikTok's id.
      void queryClient.invalidateQueries({ queryKey: ['post', userId] });
      void queryClient.invalidateQueries({ queryKey: ['posts', userId] });
    },
    [queryClient, userId],
  );
};
