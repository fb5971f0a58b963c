import type { FieldError } from '../core/failure.ts';
import type { PostRules } from '../platforms/post-rules.ts';
import { readMediaAddress } from './media-address.ts';
import { type OrderMedia, refuseField, type UploadForm } from './upload-form.ts';

type FormMedia = UploadForm['media'];

/** What of a form's media can be told, and what is wrong with the rest. Without errors there are media. */
export interface ReadMedia {
  readonly media: OrderMedia | undefined;
  readonly errors: readonly FieldError[];
}

const names = ['mediaId', 'videoUrl', 'photoUrls', 'photoMediaIds'] as const;
type MediaName = (typeof names)[number];

const mayPull: readonly MediaName[] = ['videoUrl', 'photoUrls', 'photoMediaIds'];

export const hasPhotos = (media: FormMedia): boolean =>
  media.photoUrls !== undefined || media.photoMediaIds !== undefined;

const refuseMixture = (media: FormMedia): FieldError[] => {
  const given = names.filter((name) => media[name] !== undefined);
  if (media.source === 'FILE_UPLOAD') {
    const others = given.filter((name) => name !== 'mediaId');
    return [
      ...(given.includes('mediaId')
        ? []
        : [refuseField('/media/mediaId', 'FILE_UPLOAD sends a staged video: give its mediaId.')]),
      ...others.map((name) =>
        refuseField(
          `/media/${name}`,
          name === 'videoUrl'
            ? 'It goes with source PULL_FROM_URL.'
            : 'TikTok takes photos by source PULL_FROM_URL alone.',
        ),
      ),
    ];
  }
  const [first, ...more] = given.filter((name) => mayPull.includes(name));
  return [
    ...(media.mediaId === undefined
      ? []
      : [refuseField('/media/mediaId', 'It goes with source FILE_UPLOAD; staged photos are photoMediaIds.')]),
    ...(first === undefined
      ? [refuseField('/media', 'Give one of videoUrl, photoUrls and photoMediaIds.')]
      : []),
    ...more.map((name) => refuseField(`/media/${name}`, `A post has one kind of media; ${first} is there.`)),
  ];
};

const refuseCover = (media: FormMedia): FieldError[] => {
  const { coverIndex } = media;
  if (!hasPhotos(media))
    return coverIndex === undefined
      ? []
      : [refuseField('/media/coverIndex', 'It goes with photos; the cover of a video is coverTimestampMs.')];
  const count = (media.photoUrls ?? media.photoMediaIds)?.length ?? 0;
  if (coverIndex === undefined)
    return [refuseField('/media/coverIndex', 'Say which photo is the cover, counted from 0.')];
  return coverIndex < count
    ? []
    : [refuseField('/media/coverIndex', `There are ${count} photos, counted from 0.`)];
};

const refuseCount = (media: FormMedia, { photosMax }: PostRules): FieldError[] =>
  (['photoUrls', 'photoMediaIds'] as const).flatMap((name) => {
    const count = media[name]?.length;
    return count === undefined || (count >= 1 && count <= photosMax)
      ? []
      : [refuseField(`/media/${name}`, `There are ${count}; a post has 1 to ${photosMax} photos.`)];
  });

interface ReadAddress {
  readonly pointer: string;
  readonly address: ReturnType<typeof readMediaAddress>;
}

const readAddresses = ({ videoUrl, photoUrls }: FormMedia): ReadAddress[] => [
  ...(videoUrl === undefined ? [] : [{ pointer: '/media/videoUrl', address: readMediaAddress(videoUrl) }]),
  ...(photoUrls ?? []).map((url, index) => ({
    pointer: `/media/photoUrls/${index}`,
    address: readMediaAddress(url),
  })),
];

const choose = (form: FormMedia, urls: readonly string[]): OrderMedia | undefined => {
  const { mediaId, videoUrl, photoUrls, photoMediaIds, coverIndex = 0 } = form;
  if (mediaId !== undefined) return { kind: 'file', mediaId };
  if (photoMediaIds !== undefined) return { kind: 'photo_media', mediaIds: photoMediaIds, coverIndex };
  if (photoUrls !== undefined) return { kind: 'photo_urls', photoUrls: urls, coverIndex };
  const [url] = urls;
  return videoUrl === undefined || url === undefined ? undefined : { kind: 'video_url', videoUrl: url };
};

/** Reads what is to be posted: one kind of media, named as its source takes it, by addresses that a platform can fetch. */
export const readMedia = (form: FormMedia, rules: PostRules): ReadMedia => {
  const addresses = readAddresses(form);
  const errors = [
    ...refuseMixture(form),
    ...refuseCover(form),
    ...refuseCount(form, rules),
    ...addresses.flatMap(({ pointer, address }) =>
      address.kind === 'refused' ? [refuseField(pointer, address.detail)] : [],
    ),
  ];
  const urls = addresses.flatMap(({ address }) => (address.kind === 'address' ? [address.url] : []));
  return { media: errors.length === 0 ? choose(form, urls) : undefined, errors };
};
