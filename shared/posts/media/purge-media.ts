import type { Clock } from '../../core/clock.ts';
import type { ExpiredMedia } from '../../database/expired-media.ts';
import type { MediaStore } from '../../media/media-store.ts';
import { dropBytes } from './delete-media.ts';

export interface PurgeMediaDependencies {
  readonly expiredMedia: ExpiredMedia;
  readonly mediaStore: Pick<MediaStore, 'abortUpload' | 'delete'>;
  readonly clock: Clock;
}

const batchSize = 100;
/** Files whose bytes are dropped at a time; each takes two calls of the store. */
const abreast = 10;

/**
 * Forgets files whose time is over, with their bytes, while `mayGoOn`; counts them. A file that a post still needs stays.
 * Cut off anywhere, the next run goes on: a row is marked, then its bytes go, then the row. Throws `media_unavailable`.
 */
export const purgeMedia = async (
  { expiredMedia, mediaStore, clock }: PurgeMediaDependencies,
  mayGoOn: () => boolean,
): Promise<number> => {
  let purged = 0;
  while (mayGoOn()) {
    const claimed = await expiredMedia.claim(clock(), batchSize);
    for (let at = 0; at < claimed.length && mayGoOn(); at += abreast) {
      const some = claimed.slice(at, at + abreast);
      await Promise.all(some.map((one) => dropBytes(mediaStore, one)));
      purged += await expiredMedia.forget(some.map(({ id }) => id));
    }
    if (claimed.length < batchSize) break;
  }
  return purged;
};
