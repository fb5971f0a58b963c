import type { Clock } from '../../core/clock.ts';
import { Failure, type FieldError } from '../../core/failure.ts';
import { createId } from '../../core/ids.ts';
import type { MediaRow, MediaRows } from '../../database/media.ts';
import type { MediaStore } from '../../media/media-store.ts';
import type { AcceptedType, MediaRules } from '../../platforms/media-rules.ts';
import { planParts } from './part-plan.ts';

export interface CreateMediaDependencies {
  readonly media: MediaRows;
  readonly mediaStore: Pick<MediaStore, 'keyOf' | 'startUpload'>;
  readonly mediaRules: Pick<MediaRules, 'accepted'>;
  readonly clock: Clock;
}

export interface AnnouncedFile {
  readonly tenant: string;
  readonly userId: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

/** As long as the bucket keeps an upload that nobody completes. */
export const uploadLifeMs = 2 * 86_400_000;

const refuse = (error: Pick<FieldError, 'pointer' | 'detail'>): never => {
  throw new Failure('media_refused', { detail: error.detail, errors: [{ in: 'body', ...error }] });
};

const sizeOf = (bytes: number): string =>
  bytes >= 1024 ** 3 ? `${bytes / 1024 ** 3} GB` : `${bytes / 1_000_000} MB`;

const acceptType = ({ accepted }: Pick<MediaRules, 'accepted'>, contentType: string): AcceptedType => {
  const found = Object.hasOwn(accepted, contentType) ? accepted[contentType] : undefined;
  const list = Object.keys(accepted).join(', ');
  const detail = `Files of the type ${contentType} are not accepted. Convert the file to one of these: ${list}.`;
  return found ?? refuse({ pointer: '/contentType', detail });
};

/** `video/mp4;codecs=avc1` and `Video/MP4` are `video/mp4` (RFC 9110 section 8.3.1). */
const bareType = (contentType: string): string => (contentType.split(';')[0] ?? '').trim().toLowerCase();

/**
 * Begins the upload of a file. Throws `media_refused` for a type or a size that the platform would not take. The upload at
 * S3 is there before its row: one whose row is not stored is thrown away by the bucket after two days.
 */
export const createMedia = async (
  { media, mediaStore, mediaRules, clock }: CreateMediaDependencies,
  { tenant, userId, fileName, sizeBytes, ...file }: AnnouncedFile,
): Promise<Pick<MediaRow, 'id' | 'partSizeBytes' | 'partCount' | 'expiresAt'>> => {
  const contentType = bareType(file.contentType);
  const { kind, maxBytes } = acceptType(mediaRules, contentType);
  if (sizeBytes > maxBytes)
    refuse({ pointer: '/sizeBytes', detail: `A ${kind} may have at most ${sizeOf(maxBytes)}.` });
  const now = clock();
  const id = createId(now);
  const key = mediaStore.keyOf(tenant, id);
  const { partSizeBytes, partCount } = planParts(sizeBytes);
  const uploadId = await mediaStore.startUpload(key, contentType);
  const expiresAt = new Date(now.getTime() + uploadLifeMs);
  await media.insert({
    id,
    tenantId: tenant,
    userId,
    kind,
    key,
    fileName,
    contentType,
    sizeBytes,
    partSizeBytes,
    partCount,
    uploadId,
    createdAt: now,
    expiresAt,
  });
  return { id, partSizeBytes, partCount, expiresAt };
};
