import { type ReactNode, useRef } from 'react';
import type { ApiError } from '../../../api/api-error.ts';
import type { CreatorPosting } from '../../../api/operations.ts';
import type { ChosenFile, Draft } from '../model.ts';
import { ChoiceParts } from './choice-parts.tsx';
import { CreatorCard, type KnownAccount } from './creator-card.tsx';
import { ExtraPart } from './extra-part.tsx';
import { type FieldName, mediaKindOf, shownFields } from './fields.ts';
import { lacksScope } from './judge-draft.ts';
import { postBefore } from './judge-media.ts';
import { MediaPart } from './media-part.tsx';
import { ModePart } from './mode-part.tsx';
import { PublishPart } from './publish-part.tsx';
import { QuotaNote } from './quota-note.tsx';
import { SchedulePart } from './schedule-part.tsx';
import { TextPart } from './text-part.tsx';
import { useFittedDraft } from './use-fitted-draft.ts';
import { useJudgedForm } from './use-judged-form.ts';
import { useFormWords } from './use-words.ts';

export interface PostFormProps {
  readonly draft: Draft;
  /** The same function for as long as it can be: the parts are drawn anew when it changes. */
  readonly changeDraft: (change: Partial<Draft>) => void;
  readonly creator: CreatorPosting;
  /** The account that was chosen: its scopes say which modes it has, its name stands in when creator info has none. */
  readonly account?: KnownAccount | undefined;
  /** Whether nothing can be sent for the account any more, as the page says above. */
  readonly isAccountLost?: boolean;
  readonly staged: ChosenFile | undefined;
  readonly isSubmitting: boolean;
  /** The API's refusal of the last press. */
  readonly refusal: ApiError | undefined;
  /** Called when the button is pressed and nothing is missing. */
  readonly onPublish: () => void;
  /** Asks for creator info once more, when it says that no post is possible now. */
  readonly onLookAgain?: (() => void) | undefined;
  readonly isLooking?: boolean;
  /** Where the media are chosen and seen. */
  readonly media: ReactNode;
}

/** Of a mode that the creator has not granted. */
const noFields: readonly FieldName[] = [];

/** All that is decided of a post, in the order in which TikTok's audit wants it (tiktok-api.md section 9). */
export const PostForm = (props: PostFormProps) => {
  const { draft, changeDraft, creator, account, isSubmitting, refusal, media } = props;
  const t = useFormWords();
  const root = useRef<HTMLDivElement>(null);
  const withdrawn = useFittedDraft(draft, creator, changeDraft);
  const { now, problems, wordsOf, isAsked, press, goTo } = useJudgedForm(props, root);
  const { mode, source } = draft;
  const mediaKind = mediaKindOf(draft);
  const scopes = account?.scopes;
  const shown = lacksScope(mode, { creator, scopes }) ? noFields : shownFields(draft);
  return (
    // No form element: Return in a field would send a form, and a post goes out by its button alone.
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div className="post-form" role="form" aria-label={t('name')} ref={root}>
      {/* What is being sent does not change meanwhile; the button, which has the focus, stays in reach. */}
      <div className="post-parts" inert={isSubmitting}>
        <CreatorCard
          creator={creator}
          account={account}
          onLookAgain={props.onLookAgain}
          isLooking={props.isLooking ?? false}
          {...wordsOf('account')}
        />
        <MediaPart {...wordsOf('media')}>{media}</MediaPart>
        <ModePart
          mode={mode}
          mediaKind={mediaKind}
          lacksDirect={lacksScope('direct', { creator, scopes })}
          lacksInbox={lacksScope('inbox', { creator, scopes })}
          changeDraft={changeDraft}
          {...wordsOf('mode')}
        />
        {shown.includes('title') && (
          <TextPart
            mediaKind={mediaKind}
            source={source}
            title={draft.title}
            description={draft.description}
            titleWords={wordsOf('title')}
            descriptionWords={wordsOf('description')}
            changeDraft={changeDraft}
          />
        )}
        {shown.includes('privacyLevel') && (
          <ChoiceParts
            draft={draft}
            creator={creator.creator}
            withdrawn={withdrawn}
            wordsOf={wordsOf}
            changeDraft={changeDraft}
          />
        )}
        {shown.includes('isAiGenerated') && (
          <ExtraPart
            isAiGenerated={draft.isAiGenerated}
            autoAddMusic={shown.includes('autoAddMusic') ? draft.autoAddMusic : undefined}
            aiWords={wordsOf('isAiGenerated')}
            musicWords={wordsOf('autoAddMusic')}
            changeDraft={changeDraft}
          />
        )}
        {shown.includes('publishAt') && (
          <SchedulePart
            mode={mode}
            isScheduled={draft.isScheduled}
            publishAtLocal={draft.publishAtLocal}
            now={now}
            fileUntilMs={source === 'file' ? postBefore(props.staged)?.getTime() : undefined}
            changeDraft={changeDraft}
            {...wordsOf('publishAt')}
          />
        )}
        <QuotaNote
          mode={mode}
          mediaKind={mediaKind}
          quota={creator.quota}
          fetchedAt={creator.fetchedAt}
          now={now}
        />
      </div>
      <PublishPart
        mode={mode}
        isScheduled={draft.isScheduled}
        isBranded={draft.discloses && draft.brandedContent}
        problems={problems}
        isAsked={isAsked}
        isSubmitting={isSubmitting}
        refusal={refusal}
        onPress={press}
        onGoTo={goTo}
      />
    </div>
  );
};
