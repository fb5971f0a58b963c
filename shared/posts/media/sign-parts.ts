import type { Clock } from '../../core/clock.ts';
import { Failure } from '../../core/failure.ts';
import type { MediaRow, MediaRows } from '../../database/media.ts';
import type { MediaStore, StoredPart } from '../../media/media-store.ts';
import { findMedia, type MediaOwner, mediaNotFound } from './find-media.ts';
import { partSizeOf } from './part-plan.ts';

export interface SignPartsDependencies {
  readonly media: MediaRows;
  readonly mediaStore: Pick<MediaStore, 'signParts' | 'listParts'>;
  readonly clock: Clock;
}

export interface SignedParts {
  readonly parts: readonly {
    readonly partNumber: number;
    readonly url: string;
    readonly sizeBytes: number;
  }[];
  /** What has arrived already, so that a page that was loaded anew sends only the rest. */
  readonly stored: readonly StoredPart[];
  readonly expiresAt: Date;
}

/** Time for a part on a slow line; the credentials that sign live no longer. */
const addressLifeSeconds = 3600;

const checkNumbers = ({ partCount }: MediaRow, partNumbers: readonly number[]): void => {
  const detail = `The upload has parts 1 to ${partCount}.`;
  const errors = partNumbers.flatMap((partNumber, index) =>
    partNumber > partCount ? [{ in: 'body' as const, pointer: `/partNumbers/${index}`, detail }] : [],
  );
  if (errors.length > 0) throw new Failure('invalid_request', { detail, errors });
};

const requireUploading = ({ state }: MediaRow): void => {
  if (state === 'deleted') throw mediaNotFound();
  if (state !== 'uploading')
    throw new Failure('media_upload_gone', {
      detail: 'The upload is complete: no more parts are taken. Ask complete-media what became of it.',
    });
};

/**
 * Addresses for some parts of an upload, and which parts are there already. Throws `media_not_found`, `media_upload_gone`
 * when the upload has ended, and `invalid_request` for a part that it does not have.
 */
export const signParts = async (
  { media, mediaStore, clock }: SignPartsDependencies,
  owner: MediaOwner,
  mediaId: string,
  partNumbers: readonly number[],
): Promise<SignedParts> => {
  const now = clock();
  const row = await findMedia(media, owner, mediaId, now);
  requireUploading(row);
  checkNumbers(row, partNumbers);
  const wanted = [...new Set(partNumbers)].map((partNumber) => ({
    partNumber,
    sizeBytes: partSizeOf(row, partNumber),
  }));
  const [stored, signed] = await Promise.all([
    mediaStore.listParts(row.key, row.uploadId),
    mediaStore.signParts(row.key, row.uploadId, wanted, addressLifeSeconds),
  ]);
  return {
    parts: signed.map(({ partNumber, url }) => ({ partNumber, url, sizeBytes: partSizeOf(row, partNumber) })),
    // A part of another size is none: it has to be sent again.
    stored: stored.filter(
      ({ partNumber, sizeBytes }) => partNumber <= row.partCount && sizeBytes === partSizeOf(row, partNumber),
    ),
    expiresAt: new Date(now.getTime() + addressLifeSeconds * 1000),
  };
};
