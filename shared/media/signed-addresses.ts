import { UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { MediaPlace } from './s3.ts';

export interface PartToSign {
  readonly partNumber: number;
  /** The address takes a body of just this length. */
  readonly sizeBytes: number;
}

/** Where a part may be put, by whoever has the address, until it expires. */
export interface SignedPart {
  readonly partNumber: number;
  readonly url: string;
}

/**
 * Addresses to which a browser sends the bytes of each part with PUT. S3 is not asked. An address also ends with the
 * credentials that signed it, which Lambda replaces every few hours: an hour at most is safe to promise.
 */
export const signParts = (
  { client, bucket }: MediaPlace,
  key: string,
  uploadId: string,
  parts: readonly PartToSign[],
  expiresSeconds: number,
): Promise<readonly SignedPart[]> =>
  Promise.all(
    parts.map(async ({ partNumber, sizeBytes }) => {
      const command = new UploadPartCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: partNumber,
        ContentLength: sizeBytes,
      });
      return { partNumber, url: await getSignedUrl(client, command, { expiresIn: expiresSeconds }) };
    }),
  );
