import type { CreatorPosting } from '../../../api/operations.ts';
import type { Draft } from '../model.ts';

type Creator = CreatorPosting['creator'];

export const interactionNames = ['allowComment', 'allowDuet', 'allowStitch'] as const;
export type InteractionName = (typeof interactionNames)[number];

/** Whether the creator's settings allow nobody to do this. */
export const isClosed = (creator: Creator, name: InteractionName): boolean => {
  if (creator === null) return false;
  const { commentDisabled, duetDisabled, stitchDisabled } = creator;
  return { allowComment: commentDisabled, allowDuet: duetDisabled, allowStitch: stitchDisabled }[name];
};

/** What of the creator's choices the platform does not offer them any more. */
export interface Withdrawn {
  readonly privacyLevel: string | undefined;
  readonly interactions: readonly InteractionName[];
}

/**
 * Which choices have to be made again because the creator's settings have changed since (tiktok-api.md section 9, points 9
 * and 12); undefined when all stand. Nothing is chosen in their place.
 */
export const findWithdrawn = (draft: Draft, creator: Creator): Withdrawn | undefined => {
  if (creator === null) return undefined;
  const { privacyLevel } = draft;
  const isGone = privacyLevel !== null && !creator.privacyOptions.includes(privacyLevel);
  const interactions = interactionNames.filter((name) => draft[name] && isClosed(creator, name));
  if (!isGone && interactions.length === 0) return undefined;
  return { privacyLevel: isGone ? privacyLevel : undefined, interactions };
};

/** What of it nobody has chosen anew since: an audience in its place, or the same once more. */
export const stillWithdrawn = (
  { privacyLevel, interactions }: Withdrawn,
  draft: Draft,
  creator: Creator,
): Withdrawn => {
  const isChosen =
    draft.privacyLevel !== null && creator?.privacyOptions.includes(draft.privacyLevel) === true;
  return {
    privacyLevel: isChosen ? undefined : privacyLevel,
    interactions: interactions.filter((name) => !draft[name] || isClosed(creator, name)),
  };
};

/** The change that takes back what is not offered. */
export const takeBack = ({ privacyLevel, interactions }: Withdrawn): Partial<Draft> => ({
  ...(privacyLevel === undefined ? {} : { privacyLevel: null }),
  ...Object.fromEntries(interactions.map((name) => [name, false])),
});
