import { describe, expect, test } from '@jest/globals';
import {
  addPhoto,
  changePhoto,
  chooseCover,
  movePhoto,
  pastePhotos,
  photosMax,
  removePhoto,
  splitPasted,
} from '../../../../web/pages/upload/media/address/edit-photos.ts';
import { usedPhotoUrls } from '../../../../web/pages/upload/media/used-photo-urls.ts';

const photos = (coverIndex: number, ...photoUrls: string[]) => ({ photoUrls, coverIndex });

describe('the list of photos', () => {
  test('takes as many lines as TikTok takes photos', () => {
    const full = photos(0, ...Array<string>(photosMax).fill('a'));

    expect(addPhoto(photos(0, 'a'))).toEqual(photos(0, 'a', ''));
    expect(addPhoto(full)).toEqual(full);
    expect(photosMax).toBe(35);
  });

  test('changes one line', () => {
    expect(changePhoto(photos(1, 'a', 'b'), 1, 'c')).toEqual(photos(1, 'a', 'c'));
  });

  test.each([
    ['before', 0, 2],
    ['behind', 2, 0],
  ])('keeps the cover when a photo %s it goes', (_where, index, coverIndex) => {
    const cover = photos(coverIndex, 'a', 'b', 'c');

    const rest = removePhoto(cover, index);

    expect(rest.photoUrls[rest.coverIndex]).toBe(cover.photoUrls[coverIndex]);
    expect(rest.photoUrls).toHaveLength(2);
  });

  test('makes the first photo the cover when the cover goes, and keeps one line', () => {
    expect(removePhoto(photos(1, 'a', 'b'), 1)).toEqual(photos(0, 'a'));
    expect(removePhoto(photos(0, 'a'), 0)).toEqual(photos(0, ''));
  });

  test.each([
    [0, 2, ['b', 'c', 'a']],
    [2, 0, ['c', 'a', 'b']],
    [1, 2, ['a', 'c', 'b']],
  ])('moves photo %i to %i, and the cover with its photo', (from, to, order) => {
    const covers = [0, 1, 2].map((cover) => movePhoto(photos(cover, 'a', 'b', 'c'), from, to));

    expect(covers.map(({ photoUrls }) => photoUrls)).toEqual([order, order, order]);
    expect(covers.map(({ photoUrls, coverIndex }) => photoUrls[coverIndex])).toEqual(['a', 'b', 'c']);
  });

  test('moves nothing beyond its ends', () => {
    const list = photos(0, 'a', 'b');

    expect([movePhoto(list, 0, -1), movePhoto(list, 1, 2), movePhoto(list, 5, 0)]).toEqual([
      list,
      list,
      list,
    ]);
  });

  test('has a cover among its lines', () => {
    expect(chooseCover(photos(0, 'a', 'b'), 1)).toEqual(photos(1, 'a', 'b'));
    expect(chooseCover(photos(0, 'a', 'b'), 7)).toEqual(photos(1, 'a', 'b'));
  });

  test('splits what is pasted into addresses, line by line or side by side', () => {
    const pasted =
      'https://a.example/1.jpg\r\n\n https://a.example/2.jpg, https://a.example/3.jpg https://a.example/4.jpg';

    expect(splitPasted(pasted)).toEqual([1, 2, 3, 4].map((n) => `https://a.example/${n}.jpg`));
  });

  test('puts what is pasted where it is pasted, into empty lines first', () => {
    expect(pastePhotos(photos(0, 'a', '', '', 'd'), 1, ['x', 'y', 'z']).photos.photoUrls).toEqual([
      'a',
      'x',
      'y',
      'z',
      'd',
    ]);
    expect(pastePhotos(photos(0, 'a', 'b'), 0, ['x', 'y']).photos.photoUrls).toEqual(['x', 'y', 'b']);
  });

  test('says how many of the pasted addresses found no room', () => {
    const many = Array.from({ length: 40 }, (_, index) => `p${index}`);

    const { photos: filled, dropped } = pastePhotos(photos(0, 'a', ''), 1, many);

    expect(filled.photoUrls).toHaveLength(photosMax);
    expect(dropped).toBe(6);
  });

  test('is posted without its empty lines', () => {
    expect(usedPhotoUrls(photos(0, ' a ', '', 'b'))).toEqual(['a', 'b']);
  });
});
