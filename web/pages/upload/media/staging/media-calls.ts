import { troubleOf } from '../../../../api/api-error.ts';
import type { ReplyOf, StagedMedia } from '../../../../api/operations.ts';
import type { CallOperation } from '../../../../session/session-caller.ts';
import type { SignedParts } from './part-addresses.ts';
import type { CallPatiently } from './patience.ts';
import type { NamedPart } from './upload-memory.ts';

export interface AnnouncedVideo {
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

/** What the API does for an upload. */
export interface MediaCalls {
  create(video: AnnouncedVideo, signal: AbortSignal): Promise<ReplyOf<'create-media'>>;
  sign(mediaId: string, partNumbers: readonly number[], signal: AbortSignal): Promise<SignedParts>;
  complete(mediaId: string, parts: readonly NamedPart[], signal: AbortSignal): Promise<StagedMedia>;
  /** Ends an upload, or deletes what came of it. Never fails: what stays goes by itself after two days. */
  drop(mediaId: string): Promise<void>;
}

const nameMaxLength = 255;
const dropTimeoutMs = 60_000;

/** A name as the API takes it: names of files may hold what no text does. */
export const tellableName = (name: string): string =>
  name
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, nameMaxLength)
    .toWellFormed() || 'video';

/** Whether the API knows no such upload any more: it was deleted, or its time is over. */
export const isGone = (error: unknown): boolean =>
  ['media_upload_gone', 'media_not_found'].includes(troubleOf(error)?.code ?? '');

export const createMediaCalls = (call: CallOperation, patiently: CallPatiently): MediaCalls => ({
  create: ({ name, contentType, sizeBytes }, signal) =>
    patiently(
      () => call('create-media', { body: { fileName: tellableName(name), contentType, sizeBytes } }),
      signal,
    ),
  sign: (mediaId, partNumbers, signal) =>
    patiently(
      () => call('sign-media-parts', { params: { mediaId }, body: { partNumbers: [...partNumbers] } }),
      signal,
    ),
  complete: (mediaId, parts, signal) =>
    patiently(() => call('complete-media', { params: { mediaId }, body: { parts: [...parts] } }), signal),
  drop: async (mediaId) => {
    const dropped = patiently(
      () => call('delete-media', { params: { mediaId } }),
      AbortSignal.timeout(dropTimeoutMs),
    );
    await dropped.catch(() => undefined);
  },
});
