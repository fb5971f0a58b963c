import { postRules } from '../../../../../shared/platforms/tiktok/post-rules.ts';
import type { Draft } from '../../model.ts';

/** The photos of a post, line by line, and which line is the cover. */
export type Photos = Pick<Draft, 'photoUrls' | 'coverIndex'>;

export const photosMax = postRules.photosMax;

const clamp = (index: number, length: number): number =>
  Math.min(Math.max(index, 0), Math.max(length - 1, 0));

/** Another empty line; at most as many as TikTok takes. */
export const addPhoto = ({ photoUrls, coverIndex }: Photos): Photos => ({
  photoUrls: photoUrls.length < photosMax ? [...photoUrls, ''] : photoUrls,
  coverIndex,
});

export const changePhoto = ({ photoUrls, coverIndex }: Photos, index: number, text: string): Photos => ({
  photoUrls: photoUrls.with(index, text),
  coverIndex,
});

/** One line stays, empty; the cover stays the photo that it is, and becomes the first when that one goes. */
export const removePhoto = ({ photoUrls, coverIndex }: Photos, index: number): Photos => {
  const rest = photoUrls.toSpliced(index, 1);
  if (rest.length === 0) return { photoUrls: [''], coverIndex: 0 };
  if (index === coverIndex) return { photoUrls: rest, coverIndex: 0 };
  return { photoUrls: rest, coverIndex: clamp(coverIndex - (index < coverIndex ? 1 : 0), rest.length) };
};

/** The cover goes with its photo. */
export const movePhoto = (photos: Photos, from: number, to: number): Photos => {
  const { photoUrls, coverIndex } = photos;
  const moved = photoUrls[from];
  if (moved === undefined || to < 0 || to >= photoUrls.length || from === to) return photos;
  const order = photoUrls
    .map((_, index) => index)
    .toSpliced(from, 1)
    .toSpliced(to, 0, from);
  return {
    photoUrls: photoUrls.toSpliced(from, 1).toSpliced(to, 0, moved),
    coverIndex: order.indexOf(coverIndex),
  };
};

export const chooseCover = ({ photoUrls }: Photos, index: number): Photos => ({
  photoUrls,
  coverIndex: clamp(index, photoUrls.length),
});

/** The addresses in pasted text: one to a line, or with spaces or commas between them. */
export const splitPasted = (text: string): readonly string[] =>
  text
    .split(/[\s,]+(?=https?:)|[\r\n]+/i)
    .map((one) => one.trim().replace(/,$/, ''))
    .filter((one) => one !== '');

export interface PastedPhotos {
  readonly photos: Photos;
  /** How many found no room. */
  readonly dropped: number;
}

/** Puts several addresses in the place of one line; lines that are empty behind it are filled first. */
export const pastePhotos = (
  { photoUrls, coverIndex }: Photos,
  index: number,
  pasted: readonly string[],
): PastedPhotos => {
  const behind = photoUrls.slice(index + 1);
  const empty = behind.findIndex((text) => text.trim() !== '');
  const kept = behind.slice(Math.min(empty === -1 ? behind.length : empty, Math.max(pasted.length - 1, 0)));
  const room = photosMax - index - kept.length;
  const taken = pasted.slice(0, Math.max(room, 0));
  const before = photoUrls.slice(0, index);
  const next = [...before, ...taken, ...kept];
  const shift = next.length - photoUrls.length;
  return {
    photos: {
      photoUrls: next.length === 0 ? [''] : next,
      coverIndex: clamp(coverIndex > index ? coverIndex + shift : coverIndex, next.length),
    },
    dropped: pasted.length - taken.length,
  };
};
