import { Failure } from '../core/failure.ts';
import type { MediaReader } from '../media/media-store.ts';

/** The platform fetches within an hour of the init or gives up (tiktok-api.md section 5.6). */
const addressLivesSeconds = 3600;

const gone = (): Failure =>
  new Failure('media_changed', { detail: 'A staged photo is not there any more. Upload it again.' });

const withoutDomain = (): Failure =>
  new Failure('media_domain_missing', {
    detail: 'Staged photos are served under a verified domain of your own, and this deployment has none.',
  });

/**
 * Addresses under which the platform may fetch staged photos for an hour, on the stage's own verified domain. They carry
 * the signature of an address of the store: what stands before the store passes it on and lets nothing else through.
 * Throws `media_changed` when one of them is gone, `media_domain_missing` and `media_unavailable`.
 */
export const signPhotos = async (
  media: MediaReader,
  mediaUrl: string | undefined,
  keys: readonly string[],
): Promise<readonly string[]> => {
  if (mediaUrl === undefined) throw withoutDomain();
  return Promise.all(
    keys.map(async (key) => {
      if ((await media.head(key)) === undefined) throw gone();
      const signed = new URL(await media.signDownload(key, addressLivesSeconds));
      return `${mediaUrl}${key}${signed.search}`;
    }),
  );
};
