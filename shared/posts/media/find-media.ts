import { Failure } from '../../core/failure.ts';
import { isId } from '../../core/ids.ts';
import type { MediaRow, MediaRows } from '../../database/media.ts';

/** Who asks: a whole tenant, or within it one user. */
export interface MediaOwner {
  readonly tenant: string;
  /** The user whose files are seen; undefined for a CRM, which sees all of its tenant. */
  readonly onlyUserId: string | undefined;
}

export const mediaNotFound = (): Failure =>
  new Failure('media_not_found', {
    detail: 'There is no file with this mediaId here. It may have been deleted, or have expired.',
    errors: [{ in: 'path', pointer: '/mediaId', detail: 'It names no file that you can see.' }],
  });

/** A file that its owner may see, deleted or not. Throws `media_not_found`, also for another's and for one that has expired. */
export const findMedia = async (
  media: MediaRows,
  { tenant, onlyUserId }: MediaOwner,
  mediaId: string,
  now: Date,
): Promise<MediaRow> => {
  const [found] = isId(mediaId) ? await media.find(tenant, [mediaId], onlyUserId) : [];
  if (found === undefined || found.expiresAt <= now) throw mediaNotFound();
  return found;
};
