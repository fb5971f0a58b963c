import { postRules } from '../../../../shared/platforms/tiktok/post-rules.ts';
import type { CreatorPosting } from '../../../api/operations.ts';
import type { Draft } from '../model.ts';
import { isClosedToBranded } from './apply-change.ts';
import { type FieldName, mediaKindOf, shownFields } from './fields.ts';
import { interactionNames, isClosed } from './fit-creator.ts';
import type { Problem } from './problem.ts';

/** How long the texts may be, in UTF-16 units (tiktok-api.md sections 5.2 and 5.4). */
export const textLimit = (field: 'title' | 'description', draft: Pick<Draft, 'source'>): number => {
  if (field === 'description') return postRules.photoDescriptionMax;
  return mediaKindOf(draft) === 'photos' ? postRules.photoTitleMax : postRules.videoTitleMax;
};

/** What the contract takes as a text (`caption` of shared/contract/post-schemas.ts, which would weigh down the page). */
const isReadable = (text: string): boolean => text.isWellFormed() && !/(?![\n\r\t])\p{Cc}/u.test(text);

const judgeText = (field: 'title' | 'description', draft: Draft): Problem[] => {
  const text = draft[field];
  const limit = textLimit(field, draft);
  return [
    ...(text.length > limit
      ? [{ field, code: 'text-too-long', values: { amount: text.length - limit, limit } } as const]
      : []),
    ...(isReadable(text) ? [] : [{ field, code: 'text-unreadable' } as const]),
  ];
};

const judgeAudience = (
  { privacyLevel, brandedContent, discloses }: Draft,
  info: CreatorPosting,
): Problem[] => {
  const field = 'privacyLevel';
  if (privacyLevel === null) return [{ field, code: 'audience-missing' }];
  if (info.creator !== null && !info.creator.privacyOptions.includes(privacyLevel))
    return [{ field, code: 'audience-withdrawn' }];
  return discloses && brandedContent && isClosedToBranded(privacyLevel)
    ? [{ field, code: 'audience-branded' }]
    : [];
};

const judgeDisclosure = ({ discloses, yourBrand, brandedContent }: Draft): Problem[] =>
  discloses && !yourBrand && !brandedContent ? [{ field: 'disclosure', code: 'disclosure-empty' }] : [];

/** What is wrong with the choices and texts that this kind of post has, or not chosen yet. */
export const judgeChoices = (draft: Draft, info: CreatorPosting): Problem[] => {
  const shown = shownFields(draft);
  const has = (field: FieldName): boolean => shown.includes(field);
  return [
    ...(has('title') ? judgeText('title', draft) : []),
    ...(has('description') ? judgeText('description', draft) : []),
    ...(has('privacyLevel') ? judgeAudience(draft, info) : []),
    ...interactionNames
      .filter((name) => has(name) && draft[name] && isClosed(info.creator, name))
      .map((field) => ({ field, code: 'interaction-closed' }) as const),
    ...(has('disclosure') ? judgeDisclosure(draft) : []),
  ];
};
