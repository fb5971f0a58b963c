import type { Clock } from '../../core/clock.ts';
import { isFailure } from '../../core/failure.ts';
import type { MediaFacts, MediaProblem, MediaRow, MediaRows } from '../../database/media.ts';
import type { MediaStore, NamedPart, StoredObject } from '../../media/media-store.ts';
import type { MediaRules } from '../../platforms/media-rules.ts';
import { createByteSource } from './byte-source.ts';
import { checkParts, orderParts } from './check-parts.ts';
import { uploadLifeMs } from './create-media.ts';
import { findMedia, type MediaOwner, mediaNotFound } from './find-media.ts';
import { type Probed, probeFile } from './probe-file.ts';

export interface CompleteMediaDependencies {
  readonly media: MediaRows;
  readonly mediaStore: Pick<MediaStore, 'listParts' | 'completeUpload' | 'readBytes'>;
  readonly mediaRules: Pick<MediaRules, 'judge'>;
  /** For how many days the bucket keeps an object. */
  readonly mediaRetentionDays: number;
  readonly clock: Clock;
}

/** Time to look into a file, below API Gateway's 30 s with room for joining its parts. */
const probeTimeoutMs = 8_000;
const dayMs = 86_400_000;

/**
 * Joins the parts. An upload that is gone may have been completed before, by a call whose answer was lost or by another at
 * the same time: the store knows the object by what its parts add up to.
 */
const joinParts = async (
  { mediaStore }: CompleteMediaDependencies,
  row: MediaRow,
  named: readonly NamedPart[],
): Promise<StoredObject> => {
  const parts = await mediaStore.listParts(row.key, row.uploadId).then(
    (stored) => checkParts(row, stored, named),
    (error: unknown) => {
      if (isFailure(error, 'media_upload_gone')) return orderParts(row, named);
      throw error;
    },
  );
  return mediaStore.completeUpload(row.key, row.uploadId, parts);
};

const probe = ({ mediaStore }: CompleteMediaDependencies, row: MediaRow, { etag, sizeBytes }: StoredObject) =>
  probeFile(
    createByteSource(
      sizeBytes,
      (first, last) => mediaStore.readBytes(row.key, etag, first, last),
      AbortSignal.timeout(probeTimeoutMs),
    ),
  );

const contentTypes: Readonly<Record<MediaFacts['container'], string>> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  matroska: 'video/x-matroska',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
};

/** A photo is handed out with the type it was announced with, which the platform would find to be wrong. */
const checkType = (row: MediaRow, contentType: string): readonly MediaProblem[] =>
  row.kind === 'photo' && contentType.startsWith('image/') && contentType !== row.contentType
    ? [
        {
          code: 'content_type_differs',
          detail: `"${row.fileName}" is ${contentType} but was announced as ${row.contentType}. Upload it again as what it is.`,
        },
      ]
    : [];

/** What is wrong with a file, as its bytes and the platform's rules say. Pure. */
export const findProblems = (
  { judge }: Pick<MediaRules, 'judge'>,
  row: MediaRow,
  { facts, flaw }: Probed,
): readonly MediaProblem[] => {
  if (facts === null) return [{ code: flaw.code, detail: `"${row.fileName}" ${flaw.says}` }];
  const { fileName, kind, sizeBytes } = row;
  return [...judge({ fileName, kind, sizeBytes, facts }), ...checkType(row, contentTypes[facts.container])];
};

/** A file to be posted goes a day before the bucket takes it; one that cannot be posted need not be kept as long. */
const expiryOf = (isUsable: boolean, retentionDays: number, now: Date): Date =>
  new Date(now.getTime() + (isUsable ? Math.max(retentionDays - 1, 1) * dayMs : uploadLifeMs));

/**
 * Ends an upload and says what became of the file: its facts, and what the platform would refuse. Told again, or at once by
 * another, or after an answer that was lost, it says the same. Throws `media_not_found`, `media_parts_refused` when parts
 * are missing or are not as planned, and `media_upload_gone` when the upload was ended otherwise.
 */
export const completeMedia = async (
  dependencies: CompleteMediaDependencies,
  owner: MediaOwner,
  mediaId: string,
  named: readonly NamedPart[],
): Promise<MediaRow> => {
  const { media, mediaRules, mediaRetentionDays, clock } = dependencies;
  const row = await findMedia(media, owner, mediaId, clock());
  if (row.state === 'deleted') throw mediaNotFound();
  if (row.state !== 'uploading') return row;
  const stored = await joinParts(dependencies, row, named);
  const probed = await probe(dependencies, row, stored);
  const problems = findProblems(mediaRules, row, probed);
  const isUsable = problems.length === 0;
  const saved = await media.complete(row.tenantId, row.id, {
    state: isUsable ? 'ready' : 'refused',
    etag: stored.etag,
    contentType: probed.facts === null ? row.contentType : contentTypes[probed.facts.container],
    facts: probed.facts,
    problems,
    expiresAt: expiryOf(isUsable, mediaRetentionDays, clock()),
  });
  // Another call was faster, or the file was deleted meanwhile.
  return saved ?? completeMedia(dependencies, owner, mediaId, named);
};
