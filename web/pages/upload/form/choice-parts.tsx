import type { CreatorPosting } from '../../../api/operations.ts';
import type { Draft } from '../model.ts';
import { AudiencePart } from './audience-part.tsx';
import { DisclosurePart } from './disclosure-part.tsx';
import { joinWords, type WordsByField } from './field-words.ts';
import { mediaKindOf } from './fields.ts';
import { interactionNames, type Withdrawn } from './fit-creator.ts';
import { InteractionsPart } from './interactions-part.tsx';

const noOptions: readonly string[] = [];

export interface ChoicePartsProps {
  readonly draft: Draft;
  readonly creator: CreatorPosting['creator'];
  readonly withdrawn: Withdrawn;
  readonly wordsOf: WordsByField;
  readonly changeDraft: (change: Partial<Draft>) => void;
}

/** What TikTok wants the creator to choose by hand of each direct post. */
export const ChoiceParts = ({ draft, creator, withdrawn, wordsOf, changeDraft }: ChoicePartsProps) => (
  <>
    <AudiencePart
      privacyLevel={draft.privacyLevel}
      options={creator?.privacyOptions ?? noOptions}
      isBranded={draft.discloses && draft.brandedContent}
      withdrawnLevel={withdrawn.privacyLevel}
      changeDraft={changeDraft}
      {...wordsOf('privacyLevel')}
    />
    <InteractionsPart
      mediaKind={mediaKindOf(draft)}
      creator={creator}
      allowComment={draft.allowComment}
      allowDuet={draft.allowDuet}
      allowStitch={draft.allowStitch}
      withdrawn={withdrawn.interactions}
      changeDraft={changeDraft}
      {...joinWords(interactionNames.map(wordsOf))}
    />
    <DisclosurePart
      discloses={draft.discloses}
      yourBrand={draft.yourBrand}
      brandedContent={draft.brandedContent}
      privacyLevel={draft.privacyLevel}
      changeDraft={changeDraft}
      {...wordsOf('disclosure')}
    />
  </>
);
