import { useCallback, useEffect, useRef, useState } from 'react';
import type { DraftDesk } from '../drafts/draft-desk.ts';
import { useStagedFile } from '../media/use-staged-file.ts';
import { addPostTexts } from '../post/post-texts.ts';
import type { PendingPost } from '../sending/submission.ts';
import { useLeftOpen } from '../sending/use-left-open.ts';
import { isMediaPending, useSubmission } from '../sending/use-submission.ts';
import { AccountForm } from './account-form.tsx';
import { addFormTexts } from './form-texts.ts';
import type { OpenAccount } from './judge-accounts.ts';
import { LeftOpenPost, SendingStatus } from './sending-notice.tsx';
import { useAccepted } from './use-accepted.ts';

export interface FormPartProps {
  readonly person: string;
  /** The account that the form is for; none while several wait to be chosen from. */
  readonly open: OpenAccount | undefined;
  readonly desk: DraftDesk;
  readonly isShown: boolean;
  readonly onSending: (isSending: boolean) => void;
  readonly onOpen: (postId: string, accountId: string) => void;
}

/** What is the user's own, whichever account is chosen: the file and the post that is being sent; and the form below them. */
const FormPart = ({ person, open, desk, isShown, onSending, onOpen }: FormPartProps) => {
  const place = useRef<HTMLDivElement>(null);
  const staged = useStagedFile({ isStillNeeded: (mediaId) => isMediaPending(person, mediaId) });
  const submission = useSubmission(person);
  const { state, askAgain } = submission;
  const leftOpen = useLeftOpen(person, state);
  const [formNumber, setFormNumber] = useState(0);

  const isBusy = state.kind === 'asking' || state.kind === 'waiting';
  const isLost = state.kind === 'waiting' || (state.kind === 'asking' && state.wasLost);
  useEffect(() => {
    onSending(isBusy);
    return () => onSending(false);
  }, [isBusy, onSending]);

  const renewForm = useCallback(() => setFormNumber((number) => number + 1), []);
  useAccepted({ person, submission, desk, forgetFile: staged.forget, renewForm, onOpen });

  const discard = (pending: PendingPost): void => {
    submission.discard(pending);
    leftOpen.drop(pending);
    (place.current ?? document.getElementById('heading'))?.focus();
  };
  const givenUp = state.kind === 'unanswered' ? state.pending.key : undefined;
  const earlier = leftOpen.posts.filter(({ key }) => key !== givenUp);
  const sending = <SendingStatus state={state} form={place} onAskAgain={askAgain} onDiscard={discard} />;
  return (
    <div className="stack">
      {earlier.map((pending) => (
        <LeftOpenPost
          key={pending.key}
          pending={pending}
          state={state}
          onAskAgain={askAgain}
          onDiscard={discard}
        />
      ))}
      {open === undefined ? (
        sending
      ) : (
        <AccountForm
          person={person}
          open={open}
          desk={desk}
          staged={staged}
          isShown={isShown}
          formNumber={formNumber}
          place={place}
          isBusy={isBusy}
          isOutOfReach={isLost}
          refusal={state.kind === 'idle' ? state.refusal : undefined}
          onPublish={submission.publish}
          onStartOver={(accountId) => {
            staged.remove();
            desk.clear(accountId);
            renewForm();
          }}
          onOpen={onOpen}
        >
          {sending}
        </AccountForm>
      )}
    </div>
  );
};

/** The form, with its texts made known. */
export const openFormPart = () => {
  addFormTexts();
  addPostTexts();
  return FormPart;
};
