import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { bareEtag } from './etag.ts';
import { isStatus } from './media-failure.ts';
import { callWithin, type MediaPlace } from './s3.ts';

/** An object as S3 has it. */
export interface StoredObject {
  /** Without quotes. */
  readonly etag: string;
  readonly sizeBytes: number;
  readonly contentType: string;
}

/** What is known of an object; undefined when there is none. */
export const readHead = async (
  { client, bucket }: MediaPlace,
  key: string,
): Promise<StoredObject | undefined> => {
  const command = new HeadObjectCommand({ Bucket: bucket, Key: key });
  try {
    const { ETag, ContentLength, ContentType } = await callWithin((abortSignal) =>
      client.send(command, { abortSignal }),
    );
    if (ETag === undefined || ContentLength === undefined)
      throw new Error('S3 described an object without its ETag or size.');
    return {
      etag: bareEtag(ETag),
      sizeBytes: ContentLength,
      contentType: ContentType ?? 'application/octet-stream',
    };
  } catch (error) {
    // The answer to HEAD has no body, and so no name of an error.
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
};

/** Deletes an object; one that is not there is no complaint. */
export const deleteObject = async ({ client, bucket }: MediaPlace, key: string): Promise<void> => {
  const command = new DeleteObjectCommand({ Bucket: bucket, Key: key });
  await callWithin((abortSignal) => client.send(command, { abortSignal }));
};
