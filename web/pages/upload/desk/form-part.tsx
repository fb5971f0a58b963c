import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { troubleOf } from '../../../api/api-error.ts';
import type { AccountStatus } from '../../../api/operations.ts';
import type { DraftDesk } from '../drafts/draft-desk.ts';
import { isBlank } from '../drafts/draft-text.ts';
import { useDraft } from '../drafts/use-draft-desk.ts';
import { stagedIdOf } from '../form/body-of.ts';
import { useStagedFile } from '../media/use-staged-file.ts';
import { addPostTexts } from '../post/post-texts.ts';
import type { PendingPost } from '../sending/submission.ts';
import { useLeftOpen } from '../sending/use-left-open.ts';
import { useSubmission } from '../sending/use-submission.ts';
import { ConfirmButton } from './confirm-button.tsx';
import { CreatorForm } from './creator-form.tsx';
import { addFormTexts } from './form-texts.ts';
import { LatestPosts } from './latest-posts.tsx';
import { LeftOpenPost, SendingStatus } from './sending-notice.tsx';
import { useAccepted } from './use-accepted.ts';
import { useCreator } from './use-creator.ts';

export interface FormPartProps {
  readonly person: string;
  readonly account: AccountStatus;
  readonly desk: DraftDesk;
  readonly isShown: boolean;
  readonly onSending: (isSending: boolean) => void;
  readonly onOpen: (postId: string, accountId: string) => void;
}

/** Refusals after which the form may have to look different. */
const aboutCreator = ['creator_cannot_post', 'post_refused', 'account_scope_missing'];

/** The form for an account, from what the creator may choose to the press of the button and its answer. */
const FormPart = ({ person, account, desk, isShown, onSending, onOpen }: FormPartProps) => {
  const { t } = useTranslation('upload');
  const { accountId } = account;
  const place = useRef<HTMLDivElement>(null);
  const staged = useStagedFile();
  const { draft, wasRestored } = useDraft(desk, accountId);
  const creatorQuery = useCreator(person, account, isShown);
  const submission = useSubmission(person);
  const { state, askAgain } = submission;
  const leftOpen = useLeftOpen(person, state);
  // A new number makes a new form, with nothing left of what the old one remembered.
  const [formNumber, setFormNumber] = useState(0);

  const isBusy = state.kind === 'asking' || state.kind === 'waiting';
  const isLost = state.kind === 'waiting' || (state.kind === 'asking' && state.wasLost);
  useEffect(() => onSending(isBusy), [isBusy, onSending]);

  const startOver = useCallback(
    (id: string) => {
      desk.clear(id);
      setFormNumber((number) => number + 1);
    },
    [desk],
  );
  const mediaId = stagedIdOf(staged.file);
  useAccepted({ submission, desk, mediaId, forgetFile: staged.forget, startOver, onOpen });

  const refusal = state.kind === 'idle' ? state.refusal : undefined;
  const { refetch } = creatorQuery;
  useEffect(() => {
    if (aboutCreator.includes(troubleOf(refusal)?.code ?? '')) void refetch();
  }, [refusal, refetch]);

  const discard = (pending: PendingPost): void => {
    submission.discard(pending);
    leftOpen.drop(pending);
    place.current?.focus();
  };
  const givenUp = state.kind === 'unanswered' ? state.pending.key : undefined;
  const earlier = leftOpen.posts.filter(({ key }) => key !== givenUp);
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
      {wasRestored && !isBlank(draft) && <p className="notice plain">{t('page.draft.restored')}</p>}
      <CreatorForm
        key={`${accountId} ${formNumber}`}
        account={account}
        draft={draft}
        desk={desk}
        staged={staged}
        creatorQuery={creatorQuery}
        place={place}
        isSubmitting={isBusy}
        isOutOfReach={isLost}
        refusal={refusal}
        onPublish={submission.publish}
      />
      <SendingStatus state={state} form={place} onAskAgain={askAgain} onDiscard={discard} />
      {(!isBlank(draft) || staged.file !== undefined) && !isBusy && (
        <div className="actions">
          <ConfirmButton
            label={t('page.draft.startOver')}
            title={t('page.draft.startOverTitle')}
            text={t('page.draft.startOverText')}
            keepLabel={t('page.draft.keep')}
            look="quiet"
            onConfirm={() => {
              staged.remove();
              startOver(accountId);
              document.getElementById('heading')?.focus();
            }}
          />
        </div>
      )}
      <LatestPosts
        person={person}
        accountId={accountId}
        isShown={isShown}
        onOpen={(postId) => onOpen(postId, accountId)}
      />
    </div>
  );
};

/** The form, with its texts made known. */
export const openFormPart = () => {
  addFormTexts();
  addPostTexts();
  return FormPart;
};
