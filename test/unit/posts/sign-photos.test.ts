import { expect, test } from '@jest/globals';
import { Failure } from '../../../shared/core/failure.ts';
import { signPhotos } from '../../../shared/posts/sign-photos.ts';
import { mediaDomain, openMemoryMedia, signStaged } from '../../support/publish-media.ts';

const place = {
  media: openMemoryMedia(new Set(['media/t/gone'])),
  mediaUrl: mediaDomain,
  signMedia: signStaged,
};
const codeOf = (signing: Promise<unknown>) =>
  signing.then(
    () => 'signed',
    (error: unknown) => (error instanceof Failure ? error.code : error),
  );

test('each photo has an address of its own under the media domain, for an hour', async () => {
  const urls = await signPhotos(place, ['media/t/a', 'media/t/b']);

  expect(urls.map((url) => url.split('&')[0])).toEqual([
    'https://media.example/media/t/a?Expires=3600',
    'https://media.example/media/t/b?Expires=3600',
  ]);
});

test('a photo that is gone is told before anything is signed', async () => {
  const signMedia = async () => {
    throw new Error('It was signed all the same.');
  };

  expect(await codeOf(signPhotos({ ...place, signMedia }, ['media/t/a', 'media/t/gone']))).toBe(
    'media_changed',
  );
});

test.each([{ mediaUrl: undefined }, { signMedia: undefined }])(
  'without a domain or a key there is no address: %j',
  async (absent) => {
    expect(await codeOf(signPhotos({ ...place, ...absent }, ['media/t/a']))).toBe('media_domain_missing');
  },
);
