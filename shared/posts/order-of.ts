import type { PostRow } from '../database/posts.ts';
import type {
  FileSource,
  PhotoDraft,
  PhotoPost,
  PhotoSource,
  PostOrder,
  UrlSource,
  VideoPost,
} from '../platforms/posting.ts';
import { planUpload } from './upload-plan.ts';

/** What of a stored post says what to ask for. */
export type OrderedPost = Pick<PostRow, 'mode' | 'intent' | 'sizeBytes'>;

const videoSource = ({ intent, sizeBytes }: OrderedPost): FileSource | UrlSource | undefined => {
  const { media } = intent;
  if (media.kind === 'video_url') return { kind: 'url', url: media.videoUrl };
  if (media.kind !== 'file') return undefined;
  if (sizeBytes === null) throw new Error('The stored post of a file has no size.');
  return { kind: 'file', ...planUpload(sizeBytes) };
};

const photoSource = ({ intent }: OrderedPost, addresses: readonly string[] | undefined): PhotoSource => {
  const { media } = intent;
  if (media.kind === 'photo_urls')
    return { kind: 'photos', urls: media.photoUrls, coverIndex: media.coverIndex };
  if (media.kind !== 'photo_media') throw new Error('The stored post has no photos.');
  if (addresses?.length !== media.photos.length) {
    throw new Error('Each staged photo of a post needs the address that it is served under.');
  }
  return { kind: 'photos', urls: addresses, coverIndex: media.coverIndex };
};

type Options = PostRow['intent']['options'];

/** Without one the platform would choose for the creator; the upload route lets no direct post in without. */
const audienceOf = ({ privacyLevel }: Options): string => {
  if (privacyLevel === undefined) throw new Error('The stored direct post says nothing of who can see it.');
  return privacyLevel;
};

const writeVideo = (options: Options): VideoPost => ({
  title: options.title ?? '',
  privacyLevel: audienceOf(options),
  allowComment: options.allowComment ?? false,
  allowDuet: options.allowDuet ?? false,
  allowStitch: options.allowStitch ?? false,
  yourBrand: options.yourBrand ?? false,
  brandedContent: options.brandedContent ?? false,
  isAiGenerated: options.isAiGenerated ?? false,
  coverTimestampMs: options.coverTimestampMs,
});

const writeDraft = (options: Options): PhotoDraft => ({
  title: options.title ?? '',
  description: options.description ?? '',
  isAiGenerated: options.isAiGenerated ?? false,
});

const writePhotos = (options: Options): PhotoPost => ({
  ...writeDraft(options),
  privacyLevel: audienceOf(options),
  allowComment: options.allowComment ?? false,
  autoAddMusic: options.autoAddMusic ?? false,
  yourBrand: options.yourBrand ?? false,
  brandedContent: options.brandedContent ?? false,
});

/**
 * The order that a stored post is, exactly as it was asked for. `addresses` are those that staged photos are served under, in
 * their order. Throws for a row that the upload route would not have stored.
 */
export const orderOf = (post: OrderedPost, addresses?: readonly string[]): PostOrder => {
  const { options } = post.intent;
  const source = videoSource(post);
  if (source !== undefined) {
    return post.mode === 'direct'
      ? { kind: 'direct_video', source, post: writeVideo(options) }
      : { kind: 'inbox_video', source };
  }
  const photos = photoSource(post, addresses);
  return post.mode === 'direct'
    ? { kind: 'direct_photos', source: photos, post: writePhotos(options) }
    : { kind: 'inbox_photos', source: photos, post: writeDraft(options) };
};
