import type { UploadBody } from '../../../api/operations.ts';
import type { ChosenFile, Draft } from '../model.ts';
import { mediaKindOf } from './fields.ts';
import { readLocalTime } from './publish-time.ts';
import { usedPhotos } from './used-photos.ts';

type Post = NonNullable<UploadBody['post']>;

/** The id under which the chosen file lies in our store; undefined until it does. */
export const stagedIdOf = (file: ChosenFile | undefined): string | undefined =>
  file?.staging.kind === 'staged' ? file.staging.media.mediaId : undefined;

const writeMedia = (draft: Draft, mediaId: string | undefined): UploadBody['media'] => {
  if (draft.source === 'video-url') return { source: 'PULL_FROM_URL', videoUrl: draft.videoUrl.trim() };
  if (draft.source === 'photos') {
    const { urls, coverIndex } = usedPhotos(draft);
    return { source: 'PULL_FROM_URL', photoUrls: [...urls], coverIndex };
  }
  if (mediaId === undefined) throw new Error('A post of a file is sent when the file lies in the store.');
  return { source: 'FILE_UPLOAD', mediaId };
};

/** As it was typed: nothing is added to it, nothing taken away (tiktok-api.md section 9, point 33). */
const writeText = (name: 'title' | 'description', text: string): Post =>
  text === '' ? {} : { [name]: text };

const writePhotoTexts = ({ title, description, isAiGenerated }: Draft): Post => ({
  ...writeText('title', title),
  ...writeText('description', description),
  isAiGenerated,
});

/** What everybody decides of a direct post; without an audience nothing is sent (point 8). */
const writeAudience = (draft: Draft): Post => {
  const { privacyLevel, allowComment, discloses, yourBrand, brandedContent } = draft;
  if (privacyLevel === null) throw new Error('Nobody has chosen yet who can see the post.');
  return {
    privacyLevel,
    allowComment,
    yourBrand: discloses && yourBrand,
    brandedContent: discloses && brandedContent,
  };
};

const writePost = (draft: Draft): Post | undefined => {
  const hasPhotos = mediaKindOf(draft) === 'photos';
  if (draft.mode === 'inbox') return hasPhotos ? writePhotoTexts(draft) : undefined;
  if (hasPhotos)
    return { ...writePhotoTexts(draft), ...writeAudience(draft), autoAddMusic: draft.autoAddMusic };
  const { title, allowDuet, allowStitch, isAiGenerated } = draft;
  return { ...writeText('title', title), ...writeAudience(draft), allowDuet, allowStitch, isAiGenerated };
};

/** The button was pressed below the declaration (points 28, 29 and 34); of a draft the creator agrees in TikTok's app. */
const writeConsent = (draft: Draft): UploadBody['consent'] =>
  draft.mode === 'inbox'
    ? undefined
    : { musicUsage: true, brandedContentPolicy: draft.discloses && draft.brandedContent };

const writeTime = ({ isScheduled, publishAtLocal }: Draft): string | undefined => {
  if (!isScheduled) return undefined;
  const time = readLocalTime(publishAtLocal);
  if (time === undefined) throw new Error('A scheduled post has a time.');
  return time.toISOString();
};

/**
 * The body of the upload that the form stands for. It holds what the mode and the media have, and nothing else of the
 * draft. Throws for a draft that `judgeDraft` does not let through.
 */
export const bodyOf = (draft: Draft, accountId: string, mediaId: string | undefined): UploadBody => {
  const post = writePost(draft);
  const consent = writeConsent(draft);
  const publishAt = writeTime(draft);
  return {
    accountId,
    mode: draft.mode,
    media: writeMedia(draft, mediaId),
    ...(post === undefined ? {} : { post }),
    ...(consent === undefined ? {} : { consent }),
    ...(publishAt === undefined ? {} : { publishAt }),
  };
};
