import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { DraftDesk } from '../drafts/draft-desk.ts';
import { isSameText, textOfDraft } from '../drafts/draft-text.ts';
import { draftStore } from '../drafts/use-draft-desk.ts';
import type { useSubmission } from '../sending/use-submission.ts';

export interface AcceptedDependencies {
  readonly submission: ReturnType<typeof useSubmission>;
  readonly desk: DraftDesk;
  /** The file that is chosen now. */
  readonly mediaId: string | undefined;
  readonly forgetFile: () => void;
  readonly startOver: (accountId: string) => void;
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
    const { submission, desk, mediaId, forgetFile, startOver, onOpen } = latest.current;
    const { pending, postId } = state;
    const { accountId, media } = pending.body;
    draftStore.writeSent(postId, pending.text);
    if (isSameText(textOfDraft(desk.of(accountId).draft), pending.text)) startOver(accountId);
    if (media.mediaId !== undefined && media.mediaId === mediaId) forgetFile();
    void queryClient.invalidateQueries({ queryKey: ['posts'] });
    submission.leave();
    onOpen(postId, accountId);
  }, [state, queryClient]);
};
