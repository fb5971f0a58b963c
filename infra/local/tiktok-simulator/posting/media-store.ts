import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes that are being taken in and belong to nothing yet. */
export interface Part {
  /** Null when nothing is kept, so that nobody has to wait. */
  write(bytes: Buffer): Promise<void> | null;
  /** They are the bytes of a file from this one on. */
  keep(file: MediaFile, firstByte: number): Promise<void>;
  discard(): Promise<void>;
}

/** One file of a post: a video has file 0, a photo post one for each picture. */
export interface MediaFile {
  readonly publishId: string;
  readonly index: number;
}

export interface StoredPart {
  readonly path: string;
  readonly firstByte: number;
  readonly sizeBytes: number;
}

/** Keeps what TikTok was sent in a folder, or nowhere if there is none. */
export interface MediaStore {
  readonly keepsBytes: boolean;
  openPart(): Promise<Part>;
  /** The parts of a file in order; none if it is not kept. */
  list(file: MediaFile): StoredPart[];
  remove(publishId: string): void;
  clear(): void;
}

const nowhere: Part = {
  write: () => null,
  keep: async () => {},
  discard: async () => {},
};

export function createMediaStore(folder: string | null): MediaStore {
  if (folder === null) {
    return {
      keepsBytes: false,
      openPart: async () => nowhere,
      list: () => [],
      remove: () => {},
      clear: () => {},
    };
  }
  const incoming = join(folder, 'incoming');
  // What a killed process was taking in was confirmed to nobody.
  rmSync(incoming, { recursive: true, force: true });
  const folderOf = ({ publishId, index }: MediaFile) => join(folder, publishId, String(index));
  return {
    keepsBytes: true,
    async openPart() {
      mkdirSync(incoming, { recursive: true });
      const path = join(incoming, randomUUID());
      return createPart(path, await open(path, 'wx', 0o600), folderOf);
    },
    list: (file) => listParts(folderOf(file)),
    remove: (publishId) => rmSync(join(folder, publishId), { recursive: true, force: true }),
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function createPart(path: string, handle: FileHandle, folderOf: (file: MediaFile) => string): Part {
  return {
    write: (bytes) => handle.writeFile(bytes),
    async keep(file, firstByte) {
      await handle.close();
      mkdirSync(folderOf(file), { recursive: true });
      renameSync(path, join(folderOf(file), String(firstByte)));
    },
    async discard() {
      await handle.close();
      await rm(path, { force: true });
    },
  };
}

function listParts(folder: string): StoredPart[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => {
      const path = join(folder, name);
      return { path, firstByte: Number(name), sizeBytes: statSync(path).size };
    })
    .toSorted((left, right) => left.firstByte - right.firstByte);
}
