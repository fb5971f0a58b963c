import { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { Failure, isFailure } from '../core/failure.ts';
import { checkBytes } from './check-bytes.ts';
import { bareEtag, quotedEtag } from './etag.ts';
import { isStatus, mediaChanged } from './media-failure.ts';
import { callWithin, type MediaPlace } from './s3.ts';

/** Bytes `first` to `last`, both included, of the object that has this ETag. */
export interface WantedRange {
  readonly key: string;
  readonly etag: string;
  readonly first: number;
  readonly last: number;
}

/**
 * Streams a range, in constant memory. Throws, before a byte is given, `media_changed` when the object is another or
 * gone, `media_range_ignored` when the answer is not that range, and `media_unavailable`; the stream fails with the
 * latter two when its bytes stop coming, end early or go on too long. An aborted `signal` ends it with its reason.
 */
export const readRange = async (
  place: MediaPlace,
  wanted: WantedRange,
  signal?: AbortSignal,
): Promise<Readable> => {
  const command = new GetObjectCommand({
    Bucket: place.bucket,
    Key: wanted.key,
    Range: `bytes=${wanted.first}-${wanted.last}`,
    IfMatch: quotedEtag(wanted.etag),
  });
  const answer = await callWithin((abortSignal) => place.client.send(command, { abortSignal }), {
    signal,
  }).catch(nameChange);
  const { Body } = answer;
  if (!(Body instanceof Readable)) throw new Error('S3 answered without bytes.');
  const fault = findFault(answer, wanted);
  if (fault !== undefined) {
    Body.destroy();
    throw fault;
  }
  return checkBytes(Body, wanted.last - wanted.first + 1, signal);
};

const nameChange = (error: unknown): never => {
  throw isStatus(error, 412) || isStatus(error, 404) ? mediaChanged(error) : error;
};

/** What is wrong with an answer's head, if anything: a store may answer a range with everything, or ignore the ETag. */
export const findFault = (
  answer: Pick<GetObjectCommandOutput, '$metadata' | 'ContentRange' | 'ETag'>,
  { etag, first, last }: WantedRange,
): Failure | undefined => {
  const isRange =
    answer.$metadata.httpStatusCode === 206 &&
    answer.ContentRange?.startsWith(`bytes ${first}-${last}/`) === true;
  if (!isRange) return rangeIgnored(answer.ContentRange);
  return bareEtag(answer.ETag ?? '') === bareEtag(etag) ? undefined : mediaChanged();
};

const rangeIgnored = (contentRange: string | undefined): Failure =>
  new Failure('media_range_ignored', {
    detail: 'The media store did not answer with the part of the file that was asked for.',
    cause: `Content-Range: ${contentRange ?? 'none'}`,
  });

/** The most that is read whole; probing a container asks for far less at a time. */
const WHOLE_MAX_BYTES = 16 * 1024 ** 2;
const WHOLE_TIMEOUT_MS = 10_000;
const WHOLE_ATTEMPTS = 3;

/** The same range as bytes, within ten seconds an attempt; an answer that breaks off is asked for again. Throws as `readRange`. */
export const readBytes = async (place: MediaPlace, wanted: WantedRange): Promise<Uint8Array> => {
  if (wanted.last - wanted.first >= WHOLE_MAX_BYTES)
    throw new RangeError(`At most ${WHOLE_MAX_BYTES} bytes are read whole.`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readOnce(place, wanted);
    } catch (error) {
      if (attempt === WHOLE_ATTEMPTS || !isFailure(error, 'media_unavailable')) throw error;
    }
  }
};

const readOnce = async (place: MediaPlace, wanted: WantedRange): Promise<Uint8Array> => {
  const stream = await readRange(place, wanted);
  const timer = setTimeout(() => stream.destroy(new Error('The bytes came too slowly.')), WHOLE_TIMEOUT_MS);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(timer);
  }
};
