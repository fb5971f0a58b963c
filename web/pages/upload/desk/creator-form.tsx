import { type RefObject, useCallback } from 'react';
import type { ApiError } from '../../../api/api-error.ts';
import type { AccountStatus } from '../../../api/operations.ts';
import type { DraftDesk } from '../drafts/draft-desk.ts';
import { textOfDraft } from '../drafts/draft-text.ts';
import { bodyOf, stagedIdOf } from '../form/body-of.ts';
import { PostForm } from '../form/post-form.tsx';
import { MediaSection } from '../media/media-section.tsx';
import type { StagedFile } from '../media/use-staged-file.ts';
import type { Draft } from '../model.ts';
import type { PendingPost } from '../sending/submission.ts';
import { CreatorFailure } from './creator-failure.tsx';
import { isSessionOver } from './session-over.ts';
import { Skeleton } from './skeletons.tsx';
import type { useCreator } from './use-creator.ts';

export interface CreatorFormProps {
  readonly account: AccountStatus;
  /** Whether nothing can be sent for it now, and nothing asked. */
  readonly isLost: boolean;
  readonly draft: Draft;
  readonly desk: DraftDesk;
  readonly staged: StagedFile;
  readonly creatorQuery: ReturnType<typeof useCreator>;
  /** Where the focus goes when what had it is gone. */
  readonly place: RefObject<HTMLDivElement | null>;
  readonly isSubmitting: boolean;
  readonly isOutOfReach: boolean;
  readonly refusal: ApiError | undefined;
  readonly onPublish: (pressed: Omit<PendingPost, 'key' | 'pressedAt'>) => void;
}

/** The form as the creator may fill it in now, or its place while that is not known. */
export const CreatorForm = (props: CreatorFormProps) => {
  const { account, isLost, draft, desk, staged, creatorQuery, place, isSubmitting, isOutOfReach, refusal } =
    props;
  const { accountId } = account;
  const { creator, error, refetch, isFetching } = creatorQuery;
  const isWaiting = error === null || isSessionOver(error);
  const changeDraft = useCallback(
    // What is being sent stands until its answer is there.
    (change: Partial<Draft>) => !isSubmitting && desk.change(accountId, change),
    [desk, accountId, isSubmitting],
  );
  const publish = () =>
    props.onPublish({
      body: bodyOf(draft, accountId, stagedIdOf(staged.file)),
      fileName: draft.source === 'file' ? (staged.file?.name ?? null) : null,
      text: textOfDraft(draft),
    });
  const media = (
    <MediaSection
      draft={draft}
      changeDraft={changeDraft}
      staged={staged}
      creatorMaxSeconds={creator?.creator?.maxVideoSeconds}
      mayPreview
    />
  );
  return (
    <>
      {!isWaiting && !isLost && <CreatorFailure query={creatorQuery} />}
      <div ref={place} tabIndex={-1} className="form-place" inert={isOutOfReach}>
        {creator === undefined && isWaiting && !isLost && <Skeleton of="form" />}
        {creator !== undefined && (
          <PostForm
            draft={draft}
            changeDraft={changeDraft}
            creator={creator}
            account={account}
            isAccountLost={isLost}
            staged={staged.file}
            isSubmitting={isSubmitting}
            refusal={refusal}
            onPublish={publish}
            onLookAgain={() => void refetch()}
            isLooking={isFetching}
            media={media}
          />
        )}
      </div>
    </>
  );
};
