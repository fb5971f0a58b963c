import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, type RefObject, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiError, troubleOf } from '../../../api/api-error.ts';
import type { DraftDesk } from '../drafts/draft-desk.ts';
import { isBlank } from '../drafts/draft-text.ts';
import { useDraft } from '../drafts/use-draft-desk.ts';
import type { StagedFile } from '../media/use-staged-file.ts';
import type { PendingPost } from '../sending/submission.ts';
import { ConfirmButton } from './confirm-button.tsx';
import { CreatorForm } from './creator-form.tsx';
import type { OpenAccount } from './judge-accounts.ts';
import { LatestPosts } from './latest-posts.tsx';
import { LostAccount } from './lost-account.tsx';
import { useCreator } from './use-creator.ts';

export interface AccountFormProps {
  readonly person: string;
  readonly open: OpenAccount;
  readonly desk: DraftDesk;
  readonly staged: StagedFile;
  readonly isShown: boolean;
  /** A new number makes a new form, with nothing left of what the old one remembered. */
  readonly formNumber: number;
  /** Where the focus goes when what had it is gone. */
  readonly place: RefObject<HTMLDivElement | null>;
  readonly isBusy: boolean;
  readonly isOutOfReach: boolean;
  readonly refusal: ApiError | undefined;
  readonly onPublish: (pressed: Omit<PendingPost, 'key' | 'pressedAt'>) => void;
  readonly onStartOver: (accountId: string) => void;
  readonly onOpen: (postId: string, accountId: string) => void;
  /** What there is to say of the press of the button. */
  readonly children: ReactNode;
}

/** Refusals after which the form may have to look different. */
const aboutCreator: readonly unknown[] = ['creator_cannot_post', 'post_refused', 'account_scope_missing'];
const aboutAccount: readonly unknown[] = [
  'account_not_found',
  'account_not_connected',
  'account_scope_missing',
];

/** Looks again at what a refusal says is not as it was. */
const useFreshFacts = (
  person: string,
  refusal: ApiError | undefined,
  { error, refetch }: ReturnType<typeof useCreator>,
): void => {
  const queryClient = useQueryClient();
  const codes = [troubleOf(refusal)?.code, troubleOf(error)?.code];
  const isOfAccount = codes.some((code) => aboutAccount.includes(code));
  useEffect(() => {
    if (aboutCreator.includes(troubleOf(refusal)?.code)) void refetch();
  }, [refusal, refetch]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each refusal counts, also one that says the same as the last
  useEffect(() => {
    if (isOfAccount) void queryClient.invalidateQueries({ queryKey: ['accounts', person] });
  }, [isOfAccount, refusal, error, queryClient, person]);
};

/** The form for an account, with what belongs to that: its draft, its creator's choices, its latest posts. */
export const AccountForm = (props: AccountFormProps) => {
  const { person, open, desk, staged, isShown, formNumber, place, isBusy, refusal, children } = props;
  const { t } = useTranslation('upload');
  const { account, loss } = open;
  const { accountId } = account;
  const { draft, wasRestored } = useDraft(desk, accountId);
  const creatorQuery = useCreator(person, account, isShown && loss === undefined);
  useFreshFacts(person, refusal, creatorQuery);
  return (
    <>
      {loss !== undefined && <LostAccount loss={loss} />}
      {wasRestored && !isBlank(draft) && <p className="notice plain">{t('page.draft.restored')}</p>}
      <CreatorForm
        key={`${accountId} ${formNumber}`}
        account={account}
        isLost={loss !== undefined}
        draft={draft}
        desk={desk}
        staged={staged}
        creatorQuery={creatorQuery}
        place={place}
        isSubmitting={isBusy}
        isOutOfReach={props.isOutOfReach}
        refusal={refusal}
        onPublish={props.onPublish}
      />
      {children}
      {(!isBlank(draft) || staged.file !== undefined) && !isBusy && (
        <div className="actions">
          <ConfirmButton
            label={t('page.draft.startOver')}
            title={t('page.draft.startOverTitle')}
            text={t('page.draft.startOverText')}
            keepLabel={t('page.draft.keep')}
            look="quiet"
            onConfirm={() => {
              props.onStartOver(accountId);
              document.getElementById('heading')?.focus();
            }}
          />
        </div>
      )}
      <LatestPosts
        person={person}
        accountId={accountId}
        isShown={isShown}
        onOpen={(postId) => props.onOpen(postId, accountId)}
      />
    </>
  );
};
