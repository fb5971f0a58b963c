import type { Draft } from '../model.ts';

/** The photos of a post, and which of them is the cover. */
export interface UsedPhotos {
  readonly urls: readonly string[];
  readonly coverIndex: number;
}

/** The addresses that are filled in, and the place of the cover among them; the first when its line is empty. */
export const usedPhotos = ({ photoUrls, coverIndex }: Draft): UsedPhotos => {
  const lines = photoUrls.map((text, line) => ({ url: text.trim(), line })).filter(({ url }) => url !== '');
  const cover = lines.findIndex(({ line }) => line === coverIndex);
  return { urls: lines.map(({ url }) => url), coverIndex: Math.max(0, cover) };
};
