import { Failure } from '../core/failure.ts';
import type { SignMedia } from '../media/media-signer.ts';
import type { MediaReader } from '../media/media-store.ts';

/** The platform fetches within an hour of the init or gives up (tiktok-api.md section 5.6). */
const addressLivesSeconds = 3600;

const gone = (): Failure =>
  new Failure('media_changed', { detail: 'A staged photo is not there any more. Upload it again.' });

const withoutDomain = (): Failure =>
  new Failure('media_domain_missing', {
    detail: 'Staged photos are served under a verified domain of your own, and this deployment has none.',
  });

export interface PhotoPlace {
  readonly media: Pick<MediaReader, 'head'>;
  /** Absent without a media domain, as is `signMedia` without a key for it. */
  readonly mediaUrl: string | undefined;
  readonly signMedia: SignMedia | undefined;
}

/**
 * Addresses under which the platform may fetch staged photos for an hour, on the stage's own verified domain, by HEAD and
 * GET alike. Throws `media_changed` when one of them is gone, `media_domain_missing`, `media_unavailable`, and
 * `secret_unavailable` while there is no key to sign with.
 */
export const signPhotos = async (
  { media, mediaUrl, signMedia }: PhotoPlace,
  keys: readonly string[],
): Promise<readonly string[]> => {
  if (mediaUrl === undefined || signMedia === undefined) throw withoutDomain();
  const heads = await Promise.all(keys.map((key) => media.head(key)));
  if (heads.includes(undefined)) throw gone();
  return signMedia(
    keys.map((key) => `${mediaUrl}${key}`),
    addressLivesSeconds,
  );
};
