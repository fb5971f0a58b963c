import type { Draft } from '../model.ts';

/** The addresses of photos that are filled in, in their order. */
export const usedPhotoUrls = ({ photoUrls }: Pick<Draft, 'photoUrls'>): string[] =>
  photoUrls.map((text) => text.trim()).filter((text) => text !== '');
