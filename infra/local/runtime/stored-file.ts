import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import type { ApiAnswer } from './http-answer.ts';
import { type ApiRequest, splitTarget } from './http-event.ts';
import type { SiteFiles } from './read-deployments.ts';
import type { SiteModel } from './read-site.ts';

/** The types that the upload to S3 would guess from the name; declarations (`.d.ts`) are text to read. */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.ts': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

export const textAnswer = (status: number, message: string): ApiAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: Buffer.from(`${message}\n`),
});

/** A file of the bucket. S3 says that a file is missing only to who may list the bucket, and refuses the rest. */
export const readStoredFile = async (
  site: Pick<SiteModel, 'files' | 'mayListBucket'>,
  uri: string,
  request: ApiRequest,
): Promise<ApiAnswer> => {
  const { path } = splitTarget(uri);
  const found = await findFile(site.files, path);
  if (found === undefined)
    return textAnswer(site.mayListBucket ? 404 : 403, `There is no file ${path} in the site.`);
  const body = await readFile(found.file);
  const etag = `"${createHash('md5').update(body).digest('hex')}"`;
  const headers = {
    'content-type': contentTypes[extname(found.file)] ?? 'application/octet-stream',
    ...(found.cacheControl === undefined ? {} : { 'cache-control': found.cacheControl }),
    etag,
  };
  if (request.headers['if-none-match'] === etag) return { status: 304, headers, body: Buffer.alloc(0) };
  return { status: 200, headers, body };
};

const findFile = async (deployed: readonly SiteFiles[], path: string) => {
  if (path.includes('\0')) return undefined;
  for (const { folders, holds, cacheControl } of [...deployed].reverse()) {
    for (const folder of [...folders].reverse()) {
      const root = resolve(folder) + sep;
      const file = resolve(join(root, path));
      if (!file.startsWith(root) || !holds(file.slice(root.length).split(sep).join('/'))) continue;
      const facts = await stat(file).catch(() => undefined);
      if (facts?.isFile() === true) return { file, cacheControl };
    }
  }
  return undefined;
};
