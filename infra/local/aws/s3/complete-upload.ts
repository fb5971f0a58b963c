import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import { notImplemented } from './s3-errors.ts';
import type { Part } from './upload-parts.ts';
import { readXml, type XmlNode } from './xml.ts';

/** A part as the client lists it. */
export type WantedPart = { readonly partNumber: number; readonly etag: string };

/** The smallest part but the last. Source: S3 user guide, "Multipart upload limits". */
const smallestPartBytes = 5 * 1024 ** 2;

/** Reads the list of parts in the body of CompleteMultipartUpload; AWS's own error for what is not one. */
export function readCompletion(document: string): readonly WantedPart[] {
  const root = readXml(document);
  const parts = root?.name === 'CompleteMultipartUpload' ? root.children.map(readPart) : [];
  if (parts.length > 0) return parts;
  throw malformed();
}

function readPart({ name, children }: XmlNode): WantedPart {
  const values = new Map(children.map((child) => [child.name, child.text]));
  const unknown = [...values.keys()].find((key) => key !== 'PartNumber' && key !== 'ETag');
  if (unknown !== undefined) throw notImplemented(`${unknown} of a part`);
  const [partNumber, etag] = [values.get('PartNumber') ?? '', values.get('ETag')];
  if (name !== 'Part' || !/^\d{1,5}$/.test(partNumber) || etag === undefined) throw malformed();
  return { partNumber: Number(partNumber), etag: etag.replaceAll('"', '') };
}

function malformed(): AwsError {
  return new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

/** The stored parts that the object is made of, and the ETag it gets; AWS's own error for a list that S3 refuses. */
export function completeParts(
  wanted: readonly WantedPart[],
  stored: readonly Part[],
): { readonly parts: readonly Part[]; readonly etag: string } {
  requireOrder(wanted);
  const byNumber = new Map(stored.map((part) => [part.partNumber, part]));
  const parts = wanted.map(({ partNumber, etag }) => {
    const part = byNumber.get(partNumber);
    if (part?.etag === etag) return part;
    throw new AwsError(
      'InvalidPart',
      'One or more of the specified parts could not be found. The part may not have been uploaded, or its entity tag may not match.',
    );
  });
  if (parts.slice(0, -1).some(({ sizeBytes }) => sizeBytes < smallestPartBytes)) {
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  }
  return { parts, etag: combineEtags(parts) };
}

function requireOrder(wanted: readonly WantedPart[]): void {
  const isAscending = wanted.every(
    ({ partNumber }, index) => partNumber > (wanted[index - 1]?.partNumber ?? 0),
  );
  if (isAscending) return;
  throw new AwsError(
    'InvalidPartOrder',
    'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
  );
}

/** The ETag of an object in parts: the MD5 of their MD5s, and how many they are. */
function combineEtags(parts: readonly Part[]): string {
  const sums = createHash('md5');
  for (const { etag } of parts) sums.update(Buffer.from(etag, 'hex'));
  return `${sums.digest('hex')}-${parts.length}`;
}
