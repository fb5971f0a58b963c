import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import type { SignMedia } from '../../shared/media/media-signer.ts';
import type { MediaReader } from '../../shared/media/media-store.ts';

/** The domain that is verified at the simulated TikTok; its root stands on this machine. */
export const mediaDomain = 'https://media.example/';
/** Under it staged photos are served. */
export const stagedUrl = `${mediaDomain}staged/`;

export interface Origin {
  /** Of this machine, with a slash at the end. */
  readonly url: string;
  /** The paths that were asked for, each once for each request. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** What the media domain's server is: it has every file, of a few bytes. */
export const startOrigin = async (): Promise<Origin> => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    response.setHeader('content-type', path.includes('.mp4') ? 'video/mp4' : 'image/jpeg');
    response.end(`the bytes of ${path}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The origin has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** The bytes of a staged file, the same for the same key: every place of it differs from the next. */
export const bytesOf = (key: string, first: number, last: number): Buffer =>
  Buffer.from(
    Uint8Array.from({ length: last - first + 1 }, (_, place) => (key.length + (first + place) * 31) % 251),
  );

/** A store in memory that has every object but those of `gone`. */
export const openMemoryMedia = (gone: ReadonlySet<string> = new Set()): MediaReader => ({
  head: async (key) =>
    gone.has(key) ? undefined : { etag: 'etag', sizeBytes: 1_000, contentType: 'image/jpeg' },
  readRange: async (key, _etag, first, last) => Readable.from([bytesOf(key, first, last)]),
  readBytes: async (key, _etag, first, last) => bytesOf(key, first, last),
});

/** Signs as the media domain of these tests would believe it: its server looks at no signature. */
export const signStaged: SignMedia = async (urls, livesSeconds) =>
  urls.map((url) => `${url}?Expires=${livesSeconds}&Signature=signed&Key-Pair-Id=K`);
