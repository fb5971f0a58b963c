import { createHash, randomBytes } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** The smallest part but the last. */
export const smallestPartBytes = 5 * 1024 ** 2;

export const md5 = (bytes: Uint8Array): Buffer => createHash('md5').update(bytes).digest();

/** Random, so that no two pieces are alike. */
export const someBytes = (sizeBytes: number): Buffer => randomBytes(sizeBytes);

export interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

export const putBytes = (s3: S3Client, place: Place, bytes: Uint8Array, ContentType?: string) =>
  s3.send(new PutObjectCommand({ ...place, Body: bytes, ...(ContentType ? { ContentType } : {}) }));

export const startUpload = async (s3: S3Client, place: Place, ContentType = 'video/mp4'): Promise<string> => {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...place, ContentType }));
  if (UploadId === undefined) throw new Error('No upload was started.');
  return UploadId;
};

/** Uploads a part and gives what CompleteMultipartUpload wants to hear of it. */
export const uploadPart = async (
  s3: S3Client,
  place: Place,
  UploadId: string,
  PartNumber: number,
  Body: Uint8Array,
) => {
  const { ETag } = await s3.send(new UploadPartCommand({ ...place, UploadId, PartNumber, Body }));
  return { PartNumber, ETag };
};

export const completeUpload = (
  s3: S3Client,
  place: Place,
  UploadId: string,
  Parts: { PartNumber: number; ETag: string | undefined }[],
) => s3.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts } }));

/** The bytes of an object, or of a range of it. */
export const readBytes = async (
  s3: S3Client,
  place: Place,
  input: Partial<GetObjectCommandInput> = {},
): Promise<Buffer> => {
  const { Body } = await s3.send(new GetObjectCommand({ ...place, ...input }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};
