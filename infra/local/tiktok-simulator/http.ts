import type { IncomingMessage } from 'node:http';

/** A request with its body read, as the endpoints see it. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** An answer as a value: sent whole, or spoilt on its way by a fault. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export class BodyTooLarge extends Error {
  override name = 'BodyTooLarge';
}

/** Reads a request with its body. Throws BodyTooLarge beyond the limit and TypeError for a target that is no URL. */
export async function readRequest(message: IncomingMessage, bodyLimitBytes: number): Promise<ApiRequest> {
  const target = new URL(`http://simulator${message.url ?? '/'}`);
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of message) {
    const bytes = Buffer.from(part);
    sizeBytes += bytes.length;
    if (sizeBytes > bodyLimitBytes) throw new BodyTooLarge();
    parts.push(bytes);
  }
  return {
    method: message.method ?? 'GET',
    path: target.pathname,
    query: target.searchParams,
    headers: message.headers,
    body: Buffer.concat(parts),
  };
}

/** The form fields of a request, or null if its content type is anything else than a form. */
export function readForm(request: ApiRequest): URLSearchParams | null {
  return hasContentType(request, 'application/x-www-form-urlencoded')
    ? new URLSearchParams(request.body.toString('utf8'))
    : null;
}

export function hasContentType(request: ApiRequest, expected: string): boolean {
  return request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() === expected;
}

/** The value of a cookie, or undefined. */
export function readCookie(request: ApiRequest, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  return value === undefined ? undefined : decodeQuietly(value);
}

export function answerJson(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return answerJsonText(status, JSON.stringify(value), headers);
}

/** The same for JSON that is text already. */
export function answerJsonText(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...headers,
    },
    body: Buffer.from(text),
  };
}

export function answerRedirect(location: string, headers: Record<string, string> = {}): Answer {
  return {
    status: 302,
    headers: { location, 'cache-control': 'no-store', ...headers },
    body: Buffer.alloc(0),
  };
}

/** Percent-decodes, or returns the text as it is when it is not well encoded. */
export function decodeQuietly(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
