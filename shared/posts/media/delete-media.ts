import type { Clock } from '../../core/clock.ts';
import { Failure } from '../../core/failure.ts';
import type { MediaRow, MediaRows } from '../../database/media.ts';
import type { MediaStore } from '../../media/media-store.ts';
import { uploadLifeMs } from './create-media.ts';
import { findMedia, type MediaOwner } from './find-media.ts';

export interface DeleteMediaDependencies {
  readonly media: MediaRows;
  readonly mediaStore: Pick<MediaStore, 'abortUpload' | 'delete'>;
  readonly clock: Clock;
}

/** The object of a file, and the upload that it may still be: neither is there afterwards. May be done again. */
export const dropBytes = async (
  mediaStore: Pick<MediaStore, 'abortUpload' | 'delete'>,
  { key, uploadId }: Pick<MediaRow, 'key' | 'uploadId'>,
): Promise<void> => {
  await mediaStore.abortUpload(key, uploadId);
  await mediaStore.delete(key);
};

/**
 * Deletes a file; deleted again, it is still deleted. Throws `media_not_found`, and `media_in_use` while a post needs it.
 * The row goes first and stays for two days: what an outage of the store leaves behind, purge-expired drops.
 */
export const deleteMedia = async (
  { media, mediaStore, clock }: DeleteMediaDependencies,
  owner: MediaOwner,
  mediaId: string,
): Promise<void> => {
  const now = clock();
  const row = await findMedia(media, owner, mediaId, now);
  if (row.state !== 'deleted') {
    const forgetAt = new Date(now.getTime() + uploadLifeMs);
    if ((await media.markDeleted(row.tenantId, row.id, forgetAt)) === 'in_use')
      throw new Failure('media_in_use', {
        detail:
          'A post that is not finished needs this file. Cancel the post first, or wait until it is published.',
      });
  }
  await dropBytes(mediaStore, row);
};
