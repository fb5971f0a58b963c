import { isJsonObject, type JsonObject } from '../../../api/read-json.ts';
import { type Draft, emptyDraft } from '../model.ts';

/**
 * What of a draft is kept over a reload: what was typed, and how the page was set. Audience, interactions, disclosure and consent
 * are not: TikTok wants them chosen by hand each time that a post is made (tiktok-api.md section 9, points 8, 11, 15 and 34), so
 * a form that is opened anew asks for them again. Nor are statements about the content (AI, music).
 */
const keptFields = [
  'mode',
  'source',
  'videoUrl',
  'photoUrls',
  'coverIndex',
  'title',
  'description',
  'isScheduled',
  'publishAtLocal',
] as const satisfies readonly (keyof Draft)[];

export type DraftText = Pick<Draft, (typeof keptFields)[number]>;

export const textOfDraft = ({
  mode,
  source,
  videoUrl,
  photoUrls,
  coverIndex,
  title,
  description,
  isScheduled,
  publishAtLocal,
}: Draft): DraftText => ({
  mode,
  source,
  videoUrl,
  photoUrls,
  coverIndex,
  title,
  description,
  isScheduled,
  publishAtLocal,
});

/** A form with this text, and nothing chosen for the creator. */
export const draftOfText = (text: DraftText): Draft => ({ ...emptyDraft, ...text });

export const isSameText = (one: DraftText, other: DraftText): boolean =>
  keptFields.every((field) => JSON.stringify(one[field]) === JSON.stringify(other[field]));

/** Whether nothing was typed yet. */
export const isBlank = (draft: DraftText): boolean => isSameText(draft, emptyDraft);

type Check = (value: unknown) => boolean;

const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.some((word) => word === value);
const isText: Check = (value) => typeof value === 'string';

const checks: Readonly<Record<keyof DraftText, Check>> = {
  mode: oneOf('direct', 'inbox'),
  source: oneOf('file', 'video-url', 'photos'),
  videoUrl: isText,
  photoUrls: (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
  coverIndex: (value) => Number.isInteger(value) && Number(value) >= 0,
  title: isText,
  description: isText,
  isScheduled: (value) => typeof value === 'boolean',
  publishAtLocal: isText,
};

const isDraftText = (value: JsonObject): value is JsonObject & DraftText =>
  keptFields.every((field) => checks[field](value[field]));

/** Reads what an earlier page wrote; undefined when it is not that, as of an older release. */
export const readDraftText = (value: unknown): DraftText | undefined =>
  isJsonObject(value) && isDraftText(value) ? textOfDraft({ ...emptyDraft, ...value }) : undefined;
