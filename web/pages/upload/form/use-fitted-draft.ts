import { useEffect, useState } from 'react';
import type { CreatorPosting } from '../../../api/operations.ts';
import type { Draft } from '../model.ts';
import { findWithdrawn, stillWithdrawn, takeBack, type Withdrawn } from './fit-creator.ts';

const nothing: Withdrawn = { privacyLevel: undefined, interactions: [] };

/**
 * Takes back what the creator's settings, as they have just been asked, do not offer any more, and answers what that was,
 * for as long as nobody has chosen anew.
 */
export const useFittedDraft = (
  draft: Draft,
  { creator }: CreatorPosting,
  changeDraft: (change: Partial<Draft>) => void,
): Withdrawn => {
  const [withdrawn, setWithdrawn] = useState(nothing);
  useEffect(() => {
    const gone = findWithdrawn(draft, creator);
    if (gone === undefined) return;
    changeDraft(takeBack(gone));
    setWithdrawn((before) => ({
      privacyLevel: gone.privacyLevel ?? before.privacyLevel,
      interactions: [...new Set([...before.interactions, ...gone.interactions])],
    }));
  }, [draft, creator, changeDraft]);
  const still = stillWithdrawn(withdrawn, draft, creator);
  const { privacyLevel, interactions } = still;
  const isSame =
    privacyLevel === withdrawn.privacyLevel && interactions.length === withdrawn.interactions.length;
  if (!isSame) setWithdrawn(still);
  return isSame ? withdrawn : still;
};
