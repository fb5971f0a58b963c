import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Control } from './control.ts';
import { renderApiIndex } from './control-index.ts';
import { renderControlPage } from './control-page.ts';
import { type ControlRoute, controlRoutes } from './control-routes.ts';
import { sendWhole } from './fault-delivery.ts';
import {
  type Answer,
  type ApiRequest,
  answerJson,
  answerRedirect,
  BodyTooLarge,
  decodeQuietly,
  hasContentType,
  readRequest,
} from './http.ts';
import { InputError } from './input.ts';

const bodyLimitBytes = 64 * 1_024 * 1_024;
const apiRoot = '/_simulator/api';

export function isControlPath(url: string): boolean {
  return /^\/_simulator([/?]|$)/.test(url);
}

/** Serves the control page, its files and the JSON API. Faults do not strike here; `save` is called before an answer leaves. */
export async function serveControl(
  control: Control,
  message: IncomingMessage,
  response: ServerResponse,
  save: () => void,
): Promise<void> {
  const answer = await answerControl(control, message);
  save();
  sendWhole(response, answer);
}

async function answerControl(control: Control, message: IncomingMessage): Promise<Answer> {
  try {
    const request = await readRequest(message, bodyLimitBytes);
    const refusal = refuseForeign(request);
    if (refusal !== null) return refusal;
    return servePage(control, request) ?? (await serveApiRoute(control, request));
  } catch (error) {
    if (error instanceof InputError) return answerProblem(400, error.message);
    if (error instanceof BodyTooLarge) return answerProblem(413, 'The body is too large.');
    throw error;
  }
}

/** Other web pages in the developer's browser must not steer the simulator: neither by rebinding a name nor by a form. */
function refuseForeign(request: ApiRequest): Answer | null {
  const host = request.headers.host ?? '';
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host))
    return answerProblem(403, `The host ${host} is not this one.`);
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`)
    return answerProblem(403, 'The origin is not this one.');
  const hasBody = request.body.length > 0;
  if (hasBody && !hasContentType(request, 'application/json'))
    return answerProblem(415, 'The body must be JSON.');
  return null;
}

/** The files of the pages, by the name they are asked for. */
const files: Readonly<Record<string, string>> = {
  'pages.css': 'pages.css',
  'consent-page.css': 'consent-page.css',
  'control-page.css': 'control-page.css',
  'control-page.js': 'control-page.client.js',
};

function servePage(control: Control, { method, path, headers }: ApiRequest): Answer | null {
  if (method !== 'GET') return null;
  if (path === '/_simulator/') return answerRedirect('/_simulator');
  if (path === '/_simulator') return renderControlPage(control);
  if (path === apiRoot || path === `${apiRoot}/`)
    return renderApiIndex(headers.accept?.includes('text/html') === true);
  return serveFile(path.slice('/_simulator/'.length));
}

function serveFile(name: string): Answer | null {
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  if (file === undefined) return null;
  const type = file.endsWith('.css') ? 'text/css' : 'text/javascript';
  const body = readFileSync(new URL(file, import.meta.url));
  return {
    status: 200,
    headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' },
    body,
  };
}

async function serveApiRoute(control: Control, request: ApiRequest): Promise<Answer> {
  for (const route of controlRoutes) {
    const name = route.method === request.method ? matchPath(route, request.path) : null;
    if (name === null) continue;
    const body = parseBody(request);
    const result = await route.run(control, {
      name,
      query: request.query,
      body,
    });
    return result === undefined ? answerJson(200, {}) : answerJson(200, result);
  }
  return answerProblem(404, `There is no ${request.method} ${request.path}: see ${apiRoot}.`);
}

/** The part of the path that `{name}` stands for, empty if the route has none, null if it does not match. */
function matchPath(route: ControlRoute, path: string): string | null {
  const pattern = `${apiRoot}${route.path}`.replaceAll('.', '\\.').replace('{name}', '([^/]+)');
  const found = new RegExp(`^${pattern}$`).exec(path);
  return found === null ? null : decodeQuietly(found[1] ?? '');
}

function parseBody(request: ApiRequest): unknown {
  if (request.body.length === 0) return undefined;
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new InputError('The body is not JSON.');
  }
}

function answerProblem(status: number, message: string): Answer {
  return answerJson(status, { error: message });
}
