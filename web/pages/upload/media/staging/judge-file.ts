import type { FileFacts } from '../../../../../shared/platforms/media-rules.ts';
import { tiktokMediaRules } from '../../../../../shared/platforms/tiktok/media-rules.ts';
import { createByteSource } from '../../../../../shared/posts/media/byte-source.ts';
import { probeFile } from '../../../../../shared/posts/media/probe-file.ts';
import type { FileTrouble } from '../../model.ts';

/** What a file's own bytes say, and what TikTok would refuse of it. */
export interface JudgedBytes {
  readonly facts: FileFacts | null;
  readonly problems: readonly FileTrouble[];
}

/** As much of a `File` as is looked at. */
export type ReadableFile = Pick<File, 'name' | 'size' | 'slice'>;

/** A network drive may be slow; what takes longer than this cannot be sent either. */
const readTimeoutMs = 60_000;

const troubled = (code: string, detail: string): JudgedBytes => ({
  facts: null,
  problems: [{ code, detail }],
});

/** The bytes behind the name are gone: moved, changed or deleted, or the drive was taken away. */
export const vanished = (name: string): FileTrouble => ({
  code: 'file_unreadable',
  detail: `"${name}" can no longer be read.`,
});

const isPicture = (facts: FileFacts | null, says: string): boolean =>
  facts === null ? / picture\b/.test(says) : facts.container === 'jpeg' || facts.container === 'webp';

const photo = (name: string): JudgedBytes =>
  troubled('photo', `"${name}" is a photo. Photos are posted by their addresses.`);

/**
 * Looks into a file as the API will once it is stored, by the same code, before a byte of it is sent. Never throws: a file
 * that cannot be read has a problem as well.
 */
export const judgeFile = async (file: ReadableFile): Promise<JudgedBytes> => {
  const { name, size: sizeBytes } = file;
  if (sizeBytes === 0) return troubled('empty', `"${name}" is empty.`);
  const readBytes = async (first: number, last: number) =>
    new Uint8Array(await file.slice(first, last + 1).arrayBuffer());
  const source = createByteSource(sizeBytes, readBytes, AbortSignal.timeout(readTimeoutMs));
  const probed = await probeFile(source).catch(() => undefined);
  if (probed === undefined) return { facts: null, problems: [vanished(name)] };
  const { facts, flaw } = probed;
  if (isPicture(facts, flaw?.says ?? '')) return photo(name);
  if (facts === null) return troubled(flaw.code, `"${name}" ${flaw.says}`);
  return { facts, problems: tiktokMediaRules.judge({ fileName: name, kind: 'video', sizeBytes, facts }) };
};

/** The media type that a video is announced with: by its bytes, since browsers go by the name. */
export const contentTypeOf = ({ container }: FileFacts): string =>
  container === 'mov' ? 'video/quicktime' : container === 'webm' ? 'video/webm' : 'video/mp4';
