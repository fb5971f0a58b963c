import type { Readable } from 'node:stream';
import { isRecord } from './template.ts';

/** An answer on its way to the client. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** The same of the web site, whose larger files are streamed. */
export interface WebAnswer extends Omit<ApiAnswer, 'body'> {
  readonly body: Buffer | Readable;
}

/** An answer of API Gateway itself. */
export const gatewayAnswer = (status: number, message: string): ApiAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ message })),
});

/**
 * The answer that API Gateway makes of what a function returned: the form with a `statusCode`, or else (the inferred
 * form) 200 with the whole value as JSON. A value of neither form is a 500.
 */
export const readAnswer = (payload: unknown): ApiAnswer => {
  if (!isRecord(payload) || !('statusCode' in payload)) return inferAnswer(payload);
  const status = Number(payload['statusCode']);
  if (!Number.isInteger(status) || status < 100 || status > 599)
    return gatewayAnswer(500, 'Internal Server Error');
  const { body = '', headers = {}, cookies } = payload;
  if (!isRecord(headers) || (typeof body !== 'string' && body !== null))
    return gatewayAnswer(500, 'Internal Server Error');
  const written = writeHeaders(headers);
  return {
    status,
    headers: {
      ...('content-type' in written ? {} : { 'content-type': 'text/plain;charset=UTF-8' }),
      ...written,
      ...(Array.isArray(cookies) && cookies.length > 0 ? { 'set-cookie': cookies.map(String) } : {}),
    },
    body: Buffer.from(body ?? '', payload['isBase64Encoded'] === true ? 'base64' : 'utf8'),
  };
};

const inferAnswer = (payload: unknown): ApiAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
});

const writeHeaders = (headers: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.toLowerCase() !== 'content-length')
      .map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
