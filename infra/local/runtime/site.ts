import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { type Clock, systemClock } from '../../../shared/core/clock.ts';
import { loadViewerFunction, type ViewerRequest, type ViewerVerdict } from './cloudfront-function.ts';
import { type ForwardObject, keyOf } from './forward-object.ts';
import type { ApiAnswer, WebAnswer } from './http-answer.ts';
import { type ApiRequest, splitTarget } from './http-event.ts';
import type { OriginModel } from './read-origin.ts';
import type { BehaviorModel, HeaderRule, SiteModel } from './read-site.ts';
import { refuseUnsigned } from './signed-url.ts';

export interface SiteOptions {
  readonly site: SiteModel;
  readonly handleApi: (request: ApiRequest) => Promise<ApiAnswer>;
  readonly forwardObject: ForwardObject;
  readonly clock?: Clock;
}

type ObjectsOrigin = Extract<OriginModel, { kind: 'objects' }>;

/**
 * A distribution as CloudFront runs one: the first behaviour whose pattern matches the path decides between pages,
 * API and stored objects, its function sees the request first, and its headers policy is applied to the answer.
 */
export const createSite = ({ site, handleApi, forwardObject, clock = systemClock }: SiteOptions) => {
  const behaviors = site.behaviors.map((behavior) => ({
    ...behavior,
    matches: compilePattern(behavior.pathPattern),
    route: behavior.viewerRequestCode === undefined ? passOn : loadViewerFunction(behavior.viewerRequestCode),
  }));

  /** The bytes in the bucket for who has a signed address, by the right that the bucket gives to the distribution. */
  const answerObject = async (origin: ObjectsOrigin, request: ApiRequest): Promise<WebAnswer> => {
    const refused = refuseUnsigned(request, origin.keys, clock());
    if (refused !== undefined) return refused;
    if (!origin.mayRead(keyOf(request.target)))
      return errorPage(403, 'The bucket does not admit this distribution.');
    return forwardObject(origin.bucket, request);
  };

  const answer = async (behavior: (typeof behaviors)[number], request: ApiRequest): Promise<WebAnswer> => {
    if (!behavior.allowedMethods.includes(request.method))
      return errorPage(403, 'This method is not allowed here.');
    const verdict = behavior.route(viewerRequestOf(request));
    if (verdict.kind === 'response')
      return { status: verdict.status, headers: verdict.headers, body: Buffer.from(verdict.body) };
    const { origin } = behavior;
    if (origin.kind === 'api') return handleApi(request);
    if (origin.kind === 'objects') return answerObject(origin, request);
    const path =
      verdict.uri === '/' && site.defaultRootObject !== '' ? `/${site.defaultRootObject}` : verdict.uri;
    return readObject(site, path, request);
  };

  return {
    handle: async (request: ApiRequest): Promise<WebAnswer> => {
      const [path = '/'] = request.target.split('?');
      const behavior = behaviors.find(({ matches }) => matches.test(path));
      if (behavior === undefined)
        return errorPage(404, 'No behaviour of the distribution matches this path.');
      const made = await answer(behavior, request);
      return { ...made, headers: applyHeaders(made.headers, behavior.headers) };
    },
  };
};

const passOn = ({ uri }: ViewerRequest): ViewerVerdict => ({ kind: 'request', uri });

const compilePattern = (pattern: BehaviorModel['pathPattern']): RegExp => {
  const source = [...pattern].map((sign) =>
    sign === '*' ? '.*' : sign === '?' ? '.' : sign.replace(/[\\^$.|+()[\]{}]/, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`, 's');
};

const viewerRequestOf = (request: ApiRequest): ViewerRequest => {
  const [uri = '/'] = request.target.split('?');
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    method: request.method,
    uri,
    query: splitTarget(request.target).query,
    headers: Object.fromEntries(headers),
    ip: request.sourceIp,
  };
};

const applyHeaders = (headers: ApiAnswer['headers'], rules: readonly HeaderRule[]): ApiAnswer['headers'] => {
  const applied = { ...headers };
  for (const { name, value, override } of rules) if (override || !(name in applied)) applied[name] = value;
  return applied;
};

const errorPage = (status: number, message: string): ApiAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: Buffer.from(`${message}\n`),
});

/** The types that the upload to S3 would guess from the name. */
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
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** A file of the bucket. S3 says that a file is missing only to who may list the bucket, and refuses the rest. */
const readObject = async (site: SiteModel, uri: string, request: ApiRequest): Promise<ApiAnswer> => {
  const path = splitTarget(uri).path;
  const found = await findFile([...site.folders].reverse(), path);
  if (found === undefined)
    return errorPage(site.mayListBucket ? 404 : 403, `There is no file ${path} in the site.`);
  const body = await readFile(found);
  const etag = `"${createHash('md5').update(body).digest('hex')}"`;
  const headers = {
    'content-type': contentTypes[extname(found)] ?? 'application/octet-stream',
    ...(site.cacheControl === undefined ? {} : { 'cache-control': site.cacheControl }),
    etag,
  };
  if (request.headers['if-none-match'] === etag) return { status: 304, headers, body: Buffer.alloc(0) };
  return { status: 200, headers, body };
};

const findFile = async (folders: readonly string[], path: string): Promise<string | undefined> => {
  for (const folder of folders) {
    const root = resolve(folder);
    const file = resolve(join(root, path));
    if (!file.startsWith(root + sep) || path.includes('\0')) continue;
    const facts = await stat(file).catch(() => undefined);
    if (facts?.isFile() === true) return file;
  }
  return undefined;
};
