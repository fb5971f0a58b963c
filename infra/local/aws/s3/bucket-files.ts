import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readPrivateFile, writePrivateFile } from '../private-file.ts';

const objectSchema = z.strictObject({
  key: z.string(),
  etag: z.string(),
  contentType: z.string(),
  modifiedAtMs: z.number(),
  /** The folder under `data` with the object's bytes, in files that follow one another. */
  folder: z.string(),
  segments: z.array(z.strictObject({ file: z.string(), sizeBytes: z.number() })),
});
const uploadSchema = z.strictObject({
  key: z.string(),
  contentType: z.string(),
  startedAtMs: z.number(),
});

export type ObjectRecord = z.infer<typeof objectSchema>;
export type UploadRecord = z.infer<typeof uploadSchema>;

/**
 * How a bucket lies on the disk: `objects/<hash of the key>.json`, `uploads/<id>.json`, and the bytes of both in `data/<folder>/`.
 * Every record is replaced in one step, and names what it holds, so a kill leaves the old state or the new one.
 */
export type BucketFiles = {
  readonly readObject: (key: string) => ObjectRecord | undefined;
  /** Puts the object in place of what was there. */
  readonly writeObject: (record: ObjectRecord) => void;
  readonly deleteObject: (key: string) => void;
  readonly listObjects: () => readonly ObjectRecord[];
  readonly createUpload: (record: UploadRecord) => string;
  readonly readUpload: (uploadId: string) => UploadRecord | undefined;
  /** Forgets the upload; its bytes stay. */
  readonly forgetUpload: (uploadId: string) => void;
  readonly listUploads: () => readonly (UploadRecord & { readonly uploadId: string })[];
  readonly createFolder: () => string;
  readonly folderPath: (folder: string) => string;
  readonly removeFolder: (folder: string) => void;
};

/** Opens a bucket's folder, and clears away what a kill left half-done. */
export function openBucketFiles(path: string): BucketFiles {
  const places = { objects: join(path, 'objects'), uploads: join(path, 'uploads'), data: join(path, 'data') };
  for (const place of Object.values(places)) mkdirSync(place, { recursive: true, mode: 0o700 });

  const folderPath = (folder: string) => join(places.data, folder);
  const removeFolder = (folder: string) => rmSync(folderPath(folder), { recursive: true, force: true });
  const objectPath = (key: string) =>
    join(places.objects, `${createHash('sha256').update(key).digest('hex')}.json`);
  const uploadPath = (uploadId: string) => join(places.uploads, `${uploadId}.json`);

  function createFolder(): string {
    const folder = randomBytes(30).toString('hex');
    mkdirSync(folderPath(folder), { mode: 0o700 });
    return folder;
  }

  function readObject(key: string): ObjectRecord | undefined {
    const stored = readPrivateFile(objectPath(key));
    return stored === undefined ? undefined : objectSchema.parse(stored);
  }

  function readUpload(uploadId: string): UploadRecord | undefined {
    // It comes from the request: nothing but an id of ours may become part of a path.
    const stored = /^[0-9a-f]{60}$/.test(uploadId) ? readPrivateFile(uploadPath(uploadId)) : undefined;
    return stored === undefined ? undefined : uploadSchema.parse(stored);
  }

  function listRecords<T>(place: string, schema: z.ZodType<T>): readonly { name: string; record: T }[] {
    return readdirSync(place)
      .filter((file) => file.endsWith('.json'))
      .map((file) => ({
        name: file.slice(0, -'.json'.length),
        record: schema.parse(readPrivateFile(join(place, file))),
      }));
  }

  const listObjects = () => listRecords(places.objects, objectSchema).map(({ record }) => record);
  const listUploads = () =>
    listRecords(places.uploads, uploadSchema).map(({ name, record }) => ({ ...record, uploadId: name }));
  const forgetUpload = (uploadId: string) => rmSync(uploadPath(uploadId), { force: true });

  function clearAway(): void {
    const ofObjects = new Set(listObjects().map(({ folder }) => folder));
    // Completed, and killed before the upload was forgotten.
    for (const { uploadId } of listUploads()) if (ofObjects.has(uploadId)) forgetUpload(uploadId);
    const inUse = new Set([...ofObjects, ...listUploads().map(({ uploadId }) => uploadId)]);
    for (const folder of readdirSync(places.data)) if (!inUse.has(folder)) removeFolder(folder);
    for (const place of [places.objects, places.uploads, ...[...inUse].map(folderPath)]) {
      for (const file of readdirSync(place)) {
        if (file.endsWith('.draft')) rmSync(join(place, file), { force: true });
      }
    }
  }

  clearAway();
  return {
    readObject,
    writeObject: (record) => {
      const replaced = readObject(record.key);
      writePrivateFile(objectPath(record.key), record);
      if (replaced && replaced.folder !== record.folder) removeFolder(replaced.folder);
    },
    deleteObject: (key) => {
      const deleted = readObject(key);
      rmSync(objectPath(key), { force: true });
      if (deleted) removeFolder(deleted.folder);
    },
    listObjects,
    createUpload: (record) => {
      const uploadId = createFolder();
      writePrivateFile(uploadPath(uploadId), record);
      return uploadId;
    },
    readUpload,
    forgetUpload,
    listUploads,
    createFolder,
    folderPath,
    removeFolder,
  };
}
