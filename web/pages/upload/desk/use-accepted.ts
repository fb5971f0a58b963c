import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { DraftDesk } from '../drafts/draft-desk.ts';
import { draftStore } from '../drafts/use-draft-desk.ts';
import type { useSubmission } from '../sending/use-submission.ts';

export interface AcceptedDependencies {
  readonly person: string;
  readonly submission: ReturnType<typeof useSubmission>;
  readonly desk: DraftDesk;
  /** Forgets an upload, in whatever state it is here. */
  readonly forgetFile: (mediaId: string) => void;
  readonly renewForm: () => void;
  readonly onOpen: (postId: string, accountId: string) => void;
}

/**
 * Once the API has taken a post: shows it, and forgets what it was made of. What was typed or chosen since, as when the answer was asked
 * for after a reload, is another post, and stays.
 */
export const useAccepted = (dependencies: AcceptedDependencies): void => {
  const queryClient = useQueryClient();
  const latest = useRef(dependencies);
  latest.current = dependencies;
  const { state } = dependencies.submission;
  useEffect(() => {
    if (state.kind !== 'accepted') return;
    const { person, submission, desk, forgetFile, renewForm, onOpen } = latest.current;
    const { pending, postId } = state;
    const { accountId, media } = pending.body;
    draftStore.writeSent(person, postId, pending.text);
    if (desk.clearIfSame(accountId, pending.text)) renewForm();
    if (media.mediaId !== undefined) forgetFile(media.mediaId);
    void queryClient.invalidateQueries({ queryKey: ['posts'] });
    submission.leave();
    onOpen(postId, accountId);
  }, [state, queryClient]);
};
