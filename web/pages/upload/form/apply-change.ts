import { postRules } from '../../../../shared/platforms/tiktok/post-rules.ts';
import type { Draft } from '../model.ts';

/** Whether branded content may not be kept to this audience (tiktok-api.md section 9, points 23 and 27). */
export const isClosedToBranded = (privacyLevel: string | null): boolean =>
  privacyLevel !== null && postRules.notForBranded.includes(privacyLevel);

/** What was not disclosed is not sent as disclosed (point 22). */
const withoutDisclosure = { yourBrand: false, brandedContent: false } as const;

/**
 * Branded content and an audience that it may not have never stand together: of the two, what was there first stays, and
 * no audience is ever replaced by another (points 9, 24 and 25).
 */
const keepApart = (before: Draft, after: Draft): Draft => {
  if (!after.brandedContent || !isClosedToBranded(after.privacyLevel)) return after;
  return before.brandedContent
    ? { ...after, privacyLevel: isClosedToBranded(before.privacyLevel) ? null : before.privacyLevel }
    : { ...after, brandedContent: false };
};

/** The draft after a change, with the rules between its fields kept. What another mode or source has stays as it is. */
export const applyChange = (draft: Draft, change: Partial<Draft>): Draft => {
  const changed = { ...draft, ...change };
  return keepApart(draft, changed.discloses ? changed : { ...changed, ...withoutDisclosure });
};
