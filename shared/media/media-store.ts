import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { mediaKeyOf } from './media-key.ts';
import {
  abortUpload,
  completeUpload,
  listParts,
  type NamedPart,
  type StoredPart,
  startUpload,
} from './multipart.ts';
import { deleteObject, readHead, type StoredObject } from './objects.ts';
import { readBytes, readRange } from './read-range.ts';
import { type PartToSign, type SignedPart, signParts } from './signed-addresses.ts';

export type { NamedPart, StoredPart } from './multipart.ts';
export type { StoredObject } from './objects.ts';
export type { SignedPart } from './signed-addresses.ts';

/** What `media:read` allows. Each call throws `media_unavailable` when S3 does not answer as it should. */
export interface MediaReader {
  /** Undefined when there is no such object. */
  head(key: string): Promise<StoredObject | undefined>;
  /** Bytes `first` to `last`, both included, as a stream; see `readRange`. */
  readRange(key: string, etag: string, first: number, last: number, signal?: AbortSignal): Promise<Readable>;
  /** The same whole, up to 16 MiB. */
  readBytes(key: string, etag: string, first: number, last: number): Promise<Uint8Array>;
}

/** What `media:write` allows. Keys are those that `keyOf` gives, one for each upload. */
export interface MediaStore extends MediaReader {
  keyOf(tenant: string, mediaId: string): string;
  /** Gives the id of the upload. */
  startUpload(key: string, contentType: string): Promise<string>;
  signParts(
    key: string,
    uploadId: string,
    parts: readonly PartToSign[],
    expiresSeconds: number,
  ): Promise<readonly SignedPart[]>;
  listParts(key: string, uploadId: string): Promise<readonly StoredPart[]>;
  completeUpload(key: string, uploadId: string, parts: readonly NamedPart[]): Promise<StoredObject>;
  abortUpload(key: string, uploadId: string): Promise<void>;
  delete(key: string): Promise<void>;
}

/** The store of staged media in a bucket. */
export const createMediaStore = (client: S3Client, bucket: string): MediaStore => {
  const place = { client, bucket };
  return {
    keyOf: mediaKeyOf,
    head: (key) => readHead(place, key),
    readRange: (key, etag, first, last, signal) => readRange(place, { key, etag, first, last }, signal),
    readBytes: (key, etag, first, last) => readBytes(place, { key, etag, first, last }),
    startUpload: (key, contentType) => startUpload(place, key, contentType),
    signParts: (key, uploadId, parts, expiresSeconds) =>
      signParts(place, key, uploadId, parts, expiresSeconds),
    listParts: (key, uploadId) => listParts(place, key, uploadId),
    completeUpload: (key, uploadId, parts) => completeUpload(place, key, uploadId, parts),
    abortUpload: (key, uploadId) => abortUpload(place, key, uploadId),
    delete: (key) => deleteObject(place, key),
  };
};

/** The same for who may only read. */
export const createMediaReader = (client: S3Client, bucket: string): MediaReader =>
  createMediaStore(client, bucket);
