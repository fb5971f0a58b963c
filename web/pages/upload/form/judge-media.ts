import { postRules } from '../../../../shared/platforms/tiktok/post-rules.ts';
import { keptForMs } from '../../../../shared/posts/check-files.ts';
import { readMediaAddress } from '../../../../shared/posts/media-address.ts';
import type { CreatorPosting } from '../../../api/operations.ts';
import type { ChosenFile, Draft, Staging } from '../model.ts';
import type { Problem, ProblemCode, ProblemValues } from './problem.ts';
import { usedPhotos } from './used-photos.ts';

const found = (code: ProblemCode, values?: ProblemValues): Problem[] => [
  values === undefined ? { field: 'media', code } : { field: 'media', code, values },
];

const onItsWay: Readonly<Record<Exclude<Staging['kind'], 'sending' | 'staged'>, ProblemCode>> = {
  reading: 'file-reading',
  refused: 'file-refused',
  failed: 'file-failed',
  checking: 'file-checking',
};

const judgeStaging = ({ problems, staging }: ChosenFile): Problem[] => {
  if (problems.length > 0) return found('file-refused');
  if (staging.kind === 'sending') return found(staging.isPaused ? 'file-paused' : 'file-sending');
  if (staging.kind !== 'staged') return found(onItsWay[staging.kind]);
  const { usable, kind } = staging.media;
  return usable && kind === 'video' ? [] : found('file-refused');
};

/** How long the file is: by the bytes that are stored, else by those that were looked at here. */
const durationOf = ({ staging, facts }: ChosenFile): number | null | undefined =>
  (staging.kind === 'staged' ? staging.media.facts : facts)?.durationSeconds;

/** Whether the file is refused for its length already: that is told once, unless this limit is a stricter one. */
const isToldTooLong = ({ problems }: ChosenFile, limitSeconds: number): boolean =>
  limitSeconds >= postRules.draftVideoMaxSeconds && problems.some(({ code }) => code === 'too_long');

/** The creator's own limit is of direct posts; a draft has TikTok's (tiktok-api.md sections 5.1 and 5.3; section 9, point 4). */
const judgeDuration = (file: ChosenFile, { mode }: Draft, { creator }: CreatorPosting): Problem[] => {
  const seconds = durationOf(file);
  const limitSeconds = mode === 'direct' ? creator?.maxVideoSeconds : postRules.draftVideoMaxSeconds;
  if (typeof seconds !== 'number' || typeof limitSeconds !== 'number' || seconds <= limitSeconds) return [];
  return isToldTooLong(file, limitSeconds)
    ? []
    : found('file-too-long', { seconds: Math.ceil(seconds), limitSeconds });
};

/** The last moment at which a post of the file may begin; undefined until it is stored. */
export const postBefore = (file: ChosenFile | undefined): Date | undefined =>
  file?.staging.kind === 'staged'
    ? new Date(Date.parse(file.staging.media.expiresAt) - keptForMs)
    : undefined;

const judgeFile = (
  file: ChosenFile | undefined,
  draft: Draft,
  creator: CreatorPosting,
  now: Date,
): Problem[] => {
  if (file === undefined) return found('file-missing');
  const before = postBefore(file);
  const isExpiring = before !== undefined && before < now;
  return [
    ...judgeStaging(file),
    ...judgeDuration(file, draft, creator),
    ...(isExpiring ? found('file-expiring') : []),
  ];
};

const isWrong = (url: string): boolean => readMediaAddress(url).kind === 'refused';

const judgeVideoUrl = (text: string): Problem[] => {
  const url = text.trim();
  if (url === '') return found('url-missing');
  return isWrong(url) ? found('url-wrong') : [];
};

const judgePhotos = (draft: Draft): Problem[] => {
  const { urls } = usedPhotos(draft);
  if (urls.length === 0) return found('photos-missing');
  // By its line on the page, where empty ones count.
  const wrong = draft.photoUrls.findIndex((text) => text.trim() !== '' && isWrong(text.trim()));
  return [
    ...(urls.length > postRules.photosMax
      ? found('photos-too-many', { amount: urls.length, limit: postRules.photosMax })
      : []),
    ...(wrong === -1 ? [] : found('photo-wrong', { amount: wrong + 1 })),
  ];
};

/** What is wrong with what is to be posted, or not there yet. */
export const judgeMedia = (
  draft: Draft,
  file: ChosenFile | undefined,
  creator: CreatorPosting,
  now: Date,
): Problem[] => {
  if (draft.source === 'video-url') return judgeVideoUrl(draft.videoUrl);
  return draft.source === 'photos' ? judgePhotos(draft) : judgeFile(file, draft, creator, now);
};
