import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type ListPartsCommandOutput,
} from '@aws-sdk/client-s3';
import { Failure } from '../core/failure.ts';
import { bareEtag, combinedEtag, quotedEtag } from './etag.ts';
import { isRefusal } from './media-failure.ts';
import { readHead, type StoredObject } from './objects.ts';
import { callWithin, type MediaPlace } from './s3.ts';

/** A part as S3 has it. */
export interface StoredPart {
  readonly partNumber: number;
  /** Without quotes. */
  readonly etag: string;
  readonly sizeBytes: number;
}

/** A part as whoever uploaded it names it; quotes around the ETag are taken off. */
export type NamedPart = Pick<StoredPart, 'partNumber' | 'etag'>;

/** S3 may take its time to join thousands of parts; API Gateway's own limit is 30 s. */
const COMPLETE_TIMEOUT_MS = 20_000;

/** Starts an upload. One whose answer is lost stays behind; the bucket throws it away after two days. */
export const startUpload = async (
  { client, bucket }: MediaPlace,
  key: string,
  contentType: string,
): Promise<string> => {
  const command = new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: contentType });
  const { UploadId } = await callWithin((abortSignal) => client.send(command, { abortSignal }));
  if (UploadId === undefined) throw new Error('S3 started an upload without naming it.');
  return UploadId;
};

/** All parts that are stored, by number. Throws `media_upload_gone` when there is no such upload. */
export const listParts = async (
  { client, bucket }: MediaPlace,
  key: string,
  uploadId: string,
): Promise<readonly StoredPart[]> => {
  const parts: StoredPart[] = [];
  let marker: string | undefined;
  do {
    const command = new ListPartsCommand({
      Bucket: bucket,
      Key: key,
      UploadId: uploadId,
      ...(marker === undefined ? {} : { PartNumberMarker: marker }),
    });
    const page = await callWithin((abortSignal) => client.send(command, { abortSignal })).catch(nameMissing);
    parts.push(...readParts(page));
    marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return parts;
};

const readParts = ({ Parts = [] }: ListPartsCommandOutput): readonly StoredPart[] =>
  Parts.map(({ PartNumber, ETag, Size }) => {
    if (PartNumber === undefined || ETag === undefined || Size === undefined)
      throw new Error('S3 listed a part without its number, ETag or size.');
    return { partNumber: PartNumber, etag: bareEtag(ETag), sizeBytes: Size };
  });

/**
 * Joins the parts to the object. Done before, whatever became of the answer, it is done: the object that then lies there
 * is known by the ETag that just these parts give. Throws `media_parts_refused` for a list that S3 does not take, and
 * `media_upload_gone` when there is neither the upload nor its object.
 */
export const completeUpload = async (
  place: MediaPlace,
  key: string,
  uploadId: string,
  parts: readonly NamedPart[],
): Promise<StoredObject> => {
  const command = new CompleteMultipartUploadCommand({
    Bucket: place.bucket,
    Key: key,
    UploadId: uploadId,
    MultipartUpload: {
      Parts: parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: quotedEtag(etag) })),
    },
  });
  const etag = combinedEtag(parts.map((part) => part.etag));
  try {
    await callWithin((abortSignal) => place.client.send(command, { abortSignal }), {
      timeoutMs: COMPLETE_TIMEOUT_MS,
    });
  } catch (error) {
    if (isRefusal(error, 'InvalidPart', 'InvalidPartOrder', 'EntityTooSmall', 'MalformedXML'))
      throw refusedParts(error);
    if (!isRefusal(error, 'NoSuchUpload')) throw error;
    const stored = await readHead(place, key);
    if (stored?.etag === etag) return stored;
    throw uploadGone(error);
  }
  const stored = await readHead(place, key);
  if (stored === undefined) throw uploadGone();
  return stored;
};

/** Ends an upload and drops its parts; one that is gone is no complaint. */
export const abortUpload = async (
  { client, bucket }: MediaPlace,
  key: string,
  uploadId: string,
): Promise<void> => {
  const command = new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId });
  try {
    await callWithin((abortSignal) => client.send(command, { abortSignal }));
  } catch (error) {
    if (!isRefusal(error, 'NoSuchUpload')) throw error;
  }
};

const nameMissing = (error: unknown): never => {
  throw isRefusal(error, 'NoSuchUpload') ? uploadGone(error) : error;
};

const uploadGone = (cause?: unknown): Failure =>
  new Failure('media_upload_gone', {
    detail: 'The upload is no longer there: it was ended, or left for more than two days. Begin it again.',
    cause,
  });

const refusedParts = (cause: unknown): Failure =>
  new Failure('media_parts_refused', {
    detail:
      'The parts do not make a file: one is missing, is not the one that was named, stands out of order, or is smaller than 5 MiB without being the last.',
    cause,
  });
