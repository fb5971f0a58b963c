import { createHash } from 'node:crypto';

/** An ETag without the quotes that S3 and browsers put around it. */
export const bareEtag = (etag: string): string => etag.replaceAll('"', '');

/** As the headers of HTTP write it. */
export const quotedEtag = (etag: string): string => `"${bareEtag(etag)}"`;

/**
 * The ETag that S3 gives an object made of parts with these: the MD5 of their MD5s, and how many they are. It holds for
 * a bucket that S3 encrypts with keys of its own, as ours is (S3 user guide, "Checking object integrity").
 */
export const combinedEtag = (etags: readonly string[]): string => {
  const sums = createHash('md5');
  for (const etag of etags) sums.update(Buffer.from(bareEtag(etag), 'hex'));
  return `${sums.digest('hex')}-${etags.length}`;
};
