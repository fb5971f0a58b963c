import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalAws, startAws } from '../../infra/local/aws/start-aws.ts';
import { createMediaStore, type MediaStore } from '../../shared/media/media-store.ts';
import { createMediaClient } from '../../shared/media/s3.ts';
import type { Answer } from './answer.ts';
import { type Api, type ApiOptions, startApi } from './api.ts';
import type { Product } from './api-gateway.ts';
import { textAt } from './browser.ts';

/** A bucket over real HTTP. */
export interface Bucket {
  readonly aws: LocalAws;
  readonly store: MediaStore;
  /** What lies in it: the keys of its objects, and of the uploads under way. */
  read(): { readonly objects: readonly string[]; readonly uploads: readonly string[] };
  close(): Promise<void>;
}

export const startBucket = async (): Promise<Bucket> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'media-bucket-'));
  const aws = await startAws({ port: 0, dataDir });
  aws.createBucket('media-bucket');
  const client = createMediaClient({
    endpoint: aws.url,
    region: aws.region,
    credentials: aws.rootCredentials,
  });
  return {
    aws,
    store: createMediaStore(client, 'media-bucket'),
    read: () => {
      const { objects, uploads } = aws.readBucket('media-bucket');
      return { objects: objects.map(({ key }) => key), uploads: uploads.map(({ key }) => key) };
    },
    close: async () => {
      client.destroy();
      await aws.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

export interface MediaApi extends Api {
  readonly bucket: Bucket;
}

/** The API with a bucket that works. `replace` gets the dependencies as they then are. */
export const startMediaApi = async (
  replace: (ordinary: Product) => Partial<Product> = () => ({}),
  options: Omit<ApiOptions, 'replace'> = {},
): Promise<MediaApi> => {
  const bucket = await startBucket();
  const api = await startApi({
    ...options,
    replace: (ordinary) => {
      const withBucket = { ...ordinary, mediaStore: bucket.store };
      return { mediaStore: bucket.store, ...replace(withBucket) };
    },
  });
  return {
    ...api,
    bucket,
    close: async () => {
      await api.close();
      await bucket.close();
    },
  };
};

/** A file of the test vectors. */
export const readVector = (name: string): Buffer =>
  readFileSync(new URL(`../vectors/media/${name}`, import.meta.url));

const types: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  jpg: 'image/jpeg',
  webp: 'image/webp',
};

export const typeOf = (fileName: string): string => types[fileName.split('.').at(-1) ?? ''] ?? 'video/mp4';

export interface FileToStage {
  readonly fileName: string;
  readonly bytes: Buffer;
  readonly contentType?: string;
}

export const createUpload = async (api: Api, file: FileToStage, token?: string): Promise<string> => {
  const answer = await api.request('POST', '/api/tiktok/media', {
    token: token ?? (await api.token()),
    json: {
      fileName: file.fileName,
      contentType: file.contentType ?? typeOf(file.fileName),
      sizeBytes: file.bytes.length,
    },
  });
  return textAt(answer.body, 'mediaId');
};

export interface SentPart {
  readonly partNumber: number;
  readonly etag: string;
}

/** Asks for addresses of parts. */
export const askForParts = async (
  api: Api,
  mediaId: string,
  partNumbers: readonly number[],
  token?: string,
): Promise<Answer> =>
  api.request('POST', `/api/tiktok/media/${mediaId}/parts`, {
    token: token ?? (await api.token()),
    json: { partNumbers },
  });

interface Addresses {
  readonly parts: readonly {
    readonly partNumber: number;
    readonly url: string;
    readonly sizeBytes: number;
  }[];
}

/** Sends pieces as the parts of an upload, the way a page in a browser does: to signed addresses, keeping the ETags. */
export const sendPieces = async (
  api: Api,
  mediaId: string,
  pieces: readonly Buffer[],
): Promise<readonly SentPart[]> => {
  const numbers = pieces.map((_, index) => index + 1);
  const { parts } = (await askForParts(api, mediaId, numbers)).body as Addresses;
  return Promise.all(
    parts.map(async ({ partNumber, url }) => {
      const body = new Uint8Array(pieces[partNumber - 1] ?? []);
      const answer = await fetch(url, { method: 'PUT', body });
      return { partNumber, etag: answer.headers.get('etag') ?? '' };
    }),
  );
};

export const completeUpload = async (
  api: Api,
  mediaId: string,
  parts: readonly SentPart[],
  token?: string,
): Promise<Answer> =>
  api.request('POST', `/api/tiktok/media/${mediaId}/complete`, {
    token: token ?? (await api.token()),
    json: { parts },
  });

const partBytes = 8 * 1024 ** 2;

export const cutInParts = (bytes: Buffer): readonly Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / partBytes) }, (_, index) =>
    bytes.subarray(index * partBytes, (index + 1) * partBytes),
  );

/** An upload of which everything has been sent and nothing completed. */
export const sendFile = async (api: Api, file: FileToStage) => {
  const mediaId = await createUpload(api, file);
  return { mediaId, parts: await sendPieces(api, mediaId, cutInParts(file.bytes)) };
};

/** A file staged as a page would: created, sent and completed. */
export const stageFile = async (api: Api, file: FileToStage) => {
  const { mediaId, parts } = await sendFile(api, file);
  return { mediaId, parts, answer: await completeUpload(api, mediaId, parts) };
};

/** The key under which a file of `tenant-a` lies. */
export const keyOf = (api: MediaApi, mediaId: string, tenant = 'tenant-a'): string =>
  api.bucket.store.keyOf(tenant, mediaId);

/** A row of media as it is stored; undefined when there is none. */
export const readMediaRow = async (api: Api, mediaId: string) => {
  const rows = await api.database.superuser<
    { state: string; uploadId: string; expiresAt: Date; userId: string }[]
  >`
    select state, upload_id as "uploadId", expires_at as "expiresAt", user_id as "userId" from media where id = ${mediaId}`;
  return rows[0];
};

export const countMedia = async (api: Api): Promise<number> =>
  (await api.database.superuser`select 1 from media`).length;
