import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Received } from './receive-body.ts';

/** A part of an upload. All that is known of it is in the name of its file, which a rename puts in place in one step. */
export type Part = {
  readonly partNumber: number;
  /** Without quotes. */
  readonly etag: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  readonly file: string;
};

/** Keeps received bytes as a part, in place of an earlier one of its number. */
export function keepPart(folder: string, partNumber: number, received: Received): void {
  const earlier = listPartFiles(folder).filter((part) => part.partNumber === partNumber);
  const modifiedAtMs = Math.max(Date.now(), ...earlier.map((part) => part.modifiedAtMs + 1));
  const file = `${partNumber}.${received.md5}.${received.sizeBytes}.${modifiedAtMs}.part`;
  renameSync(received.path, join(folder, file));
  for (const part of earlier) rmSync(join(folder, part.file), { force: true });
}

/** The parts of an upload by number; of two of one number, which a kill may leave, the later. */
export function listParts(folder: string): readonly Part[] {
  const byNumber = new Map<number, Part>();
  for (const part of listPartFiles(folder)) {
    const other = byNumber.get(part.partNumber);
    if (other === undefined || other.modifiedAtMs < part.modifiedAtMs) byNumber.set(part.partNumber, part);
  }
  return [...byNumber.values()].sort((one, other) => one.partNumber - other.partNumber);
}

/** Removes the parts that did not become part of the object. */
export function removePartsBut(folder: string, kept: readonly Part[]): void {
  const files = new Set(kept.map(({ file }) => file));
  for (const { file } of listPartFiles(folder))
    if (!files.has(file)) rmSync(join(folder, file), { force: true });
}

function listPartFiles(folder: string): readonly Part[] {
  return readdirSync(folder).flatMap((file) => {
    const [, partNumber, etag, sizeBytes, modifiedAtMs] =
      /^(\d+)\.([0-9a-f]{32})\.(\d+)\.(\d+)\.part$/.exec(file) ?? [];
    if (etag === undefined) return [];
    return {
      partNumber: Number(partNumber),
      etag,
      sizeBytes: Number(sizeBytes),
      modifiedAtMs: Number(modifiedAtMs),
      file,
    };
  });
}
