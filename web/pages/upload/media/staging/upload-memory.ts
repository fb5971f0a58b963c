import { isJsonObject, type JsonObject, textOf } from '../../../../api/read-json.ts';
import { keepItems, type PageStorage } from '../../drafts/kept-items.ts';

/** A part that the store has, by the ETag that it was answered with. */
export interface NamedPart {
  readonly partNumber: number;
  readonly etag: string;
}

/** An upload that this browser began. */
export interface RememberedUpload {
  readonly mediaId: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly fingerprint: string;
  /** When the file was last changed, as the browser told it, in milliseconds since 1970. */
  readonly lastModified: number;
  readonly partSizeBytes: number;
  /** All of them, once every byte has arrived. */
  readonly parts: readonly NamedPart[] | undefined;
}

/** The uploads of a user that a reload must not lose, each under a name of its own: two tabs never overwrite each other's. */
export interface UploadMemory {
  /** The newest first. */
  list(person: string): readonly RememberedUpload[];
  write(person: string, upload: RememberedUpload): void;
  forget(person: string, mediaId: string): void;
}

/** As long as the store keeps an upload that nobody completes. */
const lifeMs = 2 * 86_400_000;
const startOf = (person: string): string => `${encodeURIComponent(person)}/`;

const numberOf = (value: JsonObject, key: string): number | undefined => {
  const found = value[key];
  return typeof found === 'number' && Number.isSafeInteger(found) && found > 0 ? found : undefined;
};

const parsePart = (value: unknown): NamedPart | undefined => {
  if (!isJsonObject(value)) return undefined;
  const [partNumber, etag] = [numberOf(value, 'partNumber'), textOf(value, 'etag')];
  return partNumber === undefined || etag === undefined ? undefined : { partNumber, etag };
};

const parseParts = (value: unknown): readonly NamedPart[] | undefined => {
  if (!Array.isArray(value)) return undefined;
  const parts = value.flatMap((one) => parsePart(one) ?? []);
  return parts.length === value.length && parts.length > 0 ? parts : undefined;
};

const parseUpload = (value: unknown): RememberedUpload | undefined => {
  if (!isJsonObject(value)) return undefined;
  const [mediaId, name, fingerprint] = ['mediaId', 'name', 'fingerprint'].map((key) => textOf(value, key));
  const [sizeBytes, partSizeBytes] = [numberOf(value, 'sizeBytes'), numberOf(value, 'partSizeBytes')];
  const { lastModified } = value;
  if (mediaId === undefined || name === undefined || fingerprint === undefined) return undefined;
  if (sizeBytes === undefined || partSizeBytes === undefined) return undefined;
  if (typeof lastModified !== 'number') return undefined;
  const parts = parseParts(value.parts);
  return { mediaId, name, sizeBytes, fingerprint, lastModified, partSizeBytes, parts };
};

interface Kept {
  readonly upload: RememberedUpload;
  readonly keptAt: number;
}

const parseKept = (value: unknown): Kept | undefined => {
  if (!isJsonObject(value) || typeof value.keptAt !== 'number') return undefined;
  const upload = parseUpload(value.upload);
  return upload === undefined ? undefined : { upload, keptAt: value.keptAt };
};

/** Keeps them in `localStorage`, by user. What was not written here is nothing to go on with. */
export const createUploadMemory = (openStorage: () => PageStorage, clock: () => Date): UploadMemory => {
  const now = () => clock().getTime();
  const items = keepItems({
    prefix: 'creator-connect.upload.',
    lifeMs,
    parse: parseKept,
    openStorage,
    clock: now,
  });
  return {
    list: (person) =>
      items
        .names(startOf(person))
        .flatMap((name) => items.read(name) ?? [])
        .sort((one, other) => other.keptAt - one.keptAt)
        .map(({ upload }) => upload),
    write: (person, upload) => items.write(startOf(person) + upload.mediaId, { upload, keptAt: now() }),
    forget: (person, mediaId) => items.forget(startOf(person) + mediaId),
  };
};
