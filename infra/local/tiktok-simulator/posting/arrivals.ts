import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { MediaStore, Part } from './media-store.ts';
import type { PublishTask, Upload } from './task.ts';

/** A chunk on its way in: nothing of it counts before it is whole. */
export interface Arrival {
  /** Null when there is nothing to wait for. */
  take(bytes: Buffer): Promise<void> | null;
  /** Makes its bytes part of the upload; the hash of the file so far goes with them. */
  commit(firstByte: number): Promise<void>;
  discard(): Promise<void>;
}

/**
 * The bytes of unfinished uploads, as a running hash. Two PUTs at one time hash side by side, and the one that is whole
 * first counts.
 */
export interface Arrivals {
  /** Begins a chunk, or null if the simulator has lost what came before: it was started anew and keeps no bytes. */
  begin(task: PublishTask, upload: Upload): Promise<Arrival | null>;
  /** SHA-256 of what has arrived so far; null if that is not known. */
  digest(task: PublishTask, upload: Upload): string | null;
  /** The upload is whole or has ended. */
  forget(task: PublishTask): void;
  clear(): void;
}

export function createArrivals(media: MediaStore): Arrivals {
  const hashes = new Map<string, Hash>();
  const hashSoFar = async (task: PublishTask, upload: Upload): Promise<Hash | null> => {
    if (upload.receivedBytes === 0) return createHash('sha256');
    return hashes.get(task.publishId) ?? (await hashStored(media, task, upload.receivedBytes));
  };
  return {
    async begin(task, upload) {
      const before = upload.isHashed ? await hashSoFar(task, upload) : null;
      if (upload.isHashed && before === null) return null;
      const hash = before?.copy() ?? null;
      const part = await media.openPart();
      return createArrival(part, hash, async (firstByte) => {
        // At once, so that a chunk that begins meanwhile goes on from here.
        if (hash !== null) hashes.set(task.publishId, hash);
        await part.keep({ publishId: task.publishId, index: 0 }, firstByte);
      });
    },
    digest: (task, upload) => {
      if (upload.sha256 !== null || !upload.isHashed) return upload.sha256;
      const hash = upload.receivedBytes === 0 ? createHash('sha256') : hashes.get(task.publishId);
      return hash?.copy().digest('hex') ?? null;
    },
    forget: (task) => void hashes.delete(task.publishId),
    clear: () => hashes.clear(),
  };
}

function createArrival(part: Part, hash: Hash | null, commit: Arrival['commit']): Arrival {
  return {
    take(bytes) {
      hash?.update(bytes);
      return part.write(bytes);
    },
    commit,
    discard: part.discard,
  };
}

/** Reads back what a simulator that was killed had stored; null unless all of it is there. */
async function hashStored(media: MediaStore, task: PublishTask, receivedBytes: number): Promise<Hash | null> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for (const part of media.list({ publishId: task.publishId, index: 0 })) {
    // A part that was kept just before the kill, but never confirmed, begins at the end of what counts.
    if (part.firstByte !== sizeBytes || sizeBytes >= receivedBytes) break;
    for await (const bytes of createReadStream(part.path)) hash.update(bytes);
    sizeBytes += part.sizeBytes;
  }
  return sizeBytes === receivedBytes ? hash : null;
}
