import type { ApiAnswer } from '../runtime/http-answer.ts';
import type { ApiRequest } from '../runtime/http-event.ts';
import { openWebServer } from '../runtime/web-server.ts';
import { preferredLanguage } from './client/language.ts';
import { handleSession } from './handle-session.ts';
import type { CreatorConnect } from './open-session.ts';
import { type PageFile, readPageFiles } from './page-files.ts';
import { pagePolicy } from './page-policy.ts';
import { renderPage } from './render-page.ts';

export interface DemoCrmOptions extends CreatorConnect {
  readonly port: number;
  /** The site of Creator Connect as browsers see it, without a slash at the end. */
  readonly siteUrl: string;
  /** The simulator, which shows its creators' pictures; undefined when the stack talks to TikTok itself. */
  readonly simulatorUrl: string | undefined;
}

export interface DemoCrm {
  /** Its origin, which is among the stack's `crmOrigins`. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * A CRM of one page that embeds the widget and opens the hosted pages, on an origin of its own as a real one would be.
 * Rejects when the port is taken.
 */
export const startDemoCrm = async (options: DemoCrmOptions): Promise<DemoCrm> => {
  const files = await readPageFiles();
  // Known once it listens, and nothing is asked before.
  let url = '';
  const server = await openWebServer(options.port, (request) => answerRequest(request, url, files, options));
  url = `http://localhost:${server.port}`;
  return { url, close: server.close };
};

const answerRequest = async (
  request: ApiRequest,
  url: string,
  files: ReadonlyMap<string, PageFile>,
  options: DemoCrmOptions,
): Promise<ApiAnswer> => {
  const answer = await route(request, url, files, options);
  return { ...answer, headers: { ...commonHeaders, ...answer.headers } };
};

const commonHeaders = {
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const route = async (
  request: ApiRequest,
  url: string,
  files: ReadonlyMap<string, PageFile>,
  options: DemoCrmOptions,
): Promise<ApiAnswer> => {
  const { pathname, search, searchParams } = new URL(request.target, url);
  if (pathname === '/session')
    return request.method === 'POST' ? handleSession(request, url, options) : wrongMethod('POST');
  if (request.method !== 'GET' && request.method !== 'HEAD') return wrongMethod('GET, HEAD');
  // Under another name of this machine the page would be another origin, which the API does not admit.
  if (request.headers.host !== new URL(url).host) return redirect(`${url}${pathname}${search}`);
  if (pathname === '/') return page(request, searchParams.get('user'), options);
  const file = files.get(pathname);
  return file === undefined ? text(404, 'The demo CRM has one page, at /.') : show(file);
};

const page = (
  request: ApiRequest,
  userId: string | null,
  { siteUrl, simulatorUrl }: DemoCrmOptions,
): ApiAnswer => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    vary: 'accept-language',
    'content-security-policy': pagePolicy({
      site: new URL(siteUrl).origin,
      pictures: simulatorUrl && new URL(simulatorUrl).origin,
    }),
  },
  body: Buffer.from(
    renderPage({
      siteUrl,
      simulatorUrl: simulatorUrl && `${simulatorUrl}/_simulator`,
      language: preferredLanguage(String(request.headers['accept-language'] ?? '')),
      userId,
    }),
  ),
});

const show = ({ type, body }: PageFile): ApiAnswer => ({
  status: 200,
  headers: { 'content-type': type },
  body,
});

const text = (status: number, words: string, headers: Record<string, string> = {}): ApiAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body: Buffer.from(`${words}\n`),
});

const wrongMethod = (allow: string): ApiAnswer => text(405, `This takes ${allow}.`, { allow });
const redirect = (location: string): ApiAnswer => text(307, `The demo CRM is at ${location}`, { location });
