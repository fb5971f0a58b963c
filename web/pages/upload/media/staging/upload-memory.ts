import { isJsonObject, type JsonObject, textOf } from '../../../../api/read-json.ts';

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
  readonly partSizeBytes: number;
  /** All of them, once every byte has arrived. */
  readonly parts: readonly NamedPart[] | undefined;
}

/** The one upload of a user that a reload must not lose. */
export interface UploadMemory {
  read(person: string): RememberedUpload | undefined;
  write(person: string, upload: RememberedUpload): void;
  forget(person: string): void;
}

export type KeyStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** As long as the store keeps an upload that nobody completes. */
const lifeMs = 2 * 86_400_000;
const keyOf = (person: string): string => `creator-connect.upload.${person}`;

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

const parseUpload = (value: unknown, now: Date): RememberedUpload | undefined => {
  if (!isJsonObject(value)) return undefined;
  const [mediaId, name, fingerprint] = ['mediaId', 'name', 'fingerprint'].map((key) => textOf(value, key));
  const [sizeBytes, partSizeBytes] = [numberOf(value, 'sizeBytes'), numberOf(value, 'partSizeBytes')];
  const ageMs = now.getTime() - Date.parse(textOf(value, 'savedAt') ?? '');
  if (mediaId === undefined || name === undefined || fingerprint === undefined) return undefined;
  if (sizeBytes === undefined || partSizeBytes === undefined || !(ageMs < lifeMs)) return undefined;
  return { mediaId, name, sizeBytes, fingerprint, partSizeBytes, parts: parseParts(value['parts']) };
};

/**
 * Keeps it in `localStorage`, by user. Where the browser refuses to store, or holds what was not written here, there is
 * nothing to go on with.
 */
export const createUploadMemory = (openStorage: () => KeyStorage, clock: () => Date): UploadMemory => {
  const attempt = <T>(act: (storage: KeyStorage) => T): T | undefined => {
    try {
      return act(openStorage());
    } catch {
      return undefined;
    }
  };
  return {
    read: (person) =>
      attempt((storage) => parseUpload(JSON.parse(storage.getItem(keyOf(person)) ?? 'null'), clock())),
    write: (person, upload) => {
      const text = JSON.stringify({ ...upload, savedAt: clock().toISOString() });
      attempt((storage) => storage.setItem(keyOf(person), text));
    },
    forget: (person) => {
      attempt((storage) => storage.removeItem(keyOf(person)));
    },
  };
};
