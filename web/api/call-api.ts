import { isJsonObject, type JsonObject, textOf } from './read-json.ts';

/** A field that the API refused, by its JSON pointer into the body. */
export interface FieldTrouble {
  readonly pointer: string;
  readonly detail: string;
}

/** What went wrong with a call, as far as the answer says. */
export interface Trouble {
  /** 0 when an answer came that could not be understood. */
  readonly status: number;
  readonly code: string | undefined;
  /** The API's own sentence, in English. */
  readonly detail: string | undefined;
  readonly requestId: string | undefined;
  readonly fields: readonly FieldTrouble[];
  readonly retryAfterSeconds: number | undefined;
}

export type ApiReply =
  | { readonly kind: 'answered'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly trouble: Trouble }
  | { readonly kind: 'unreachable' };

export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  readonly path: `/api/${string}`;
  readonly body?: object;
  readonly token?: string;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** Whom to call, and how: a page calls its own site, the widget the site that its script came from. */
export interface ApiPlace {
  readonly origin?: string;
  readonly fetch?: typeof fetch;
}

/** Longer than the API's own limit of 30 s, so that its answer is the one that is told. */
const timeoutMs = 35_000;

const readField = (value: unknown): FieldTrouble[] => {
  const [pointer, detail] = isJsonObject(value) ? [textOf(value, 'pointer'), textOf(value, 'detail')] : [];
  return pointer === undefined || detail === undefined ? [] : [{ pointer, detail }];
};

const readFields = ({ errors }: JsonObject): readonly FieldTrouble[] =>
  Array.isArray(errors) ? errors.flatMap(readField) : [];

const readRetryAfter = (headers: Headers): number | undefined => {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
};

/** Reads the trouble from an answer: a problem document (RFC 9457), or whatever else stands in front of the API. */
export const readTrouble = (status: number, body: unknown, headers: Headers): Trouble => {
  const problem = isJsonObject(body) ? body : {};
  return {
    status,
    code: textOf(problem, 'code'),
    detail: textOf(problem, 'detail'),
    requestId: textOf(problem, 'requestId') ?? headers.get('x-request-id') ?? undefined,
    fields: readFields(problem),
    retryAfterSeconds: readRetryAfter(headers),
  };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const readAnswer = async (response: Response): Promise<ApiReply> => {
  if (response.status === 204) return { kind: 'answered', body: undefined };
  const answer = parseJson(await response.text());
  if (response.ok && answer !== undefined) return { kind: 'answered', body: answer };
  const status = response.ok ? 0 : response.status;
  return { kind: 'refused', trouble: readTrouble(status, answer, response.headers) };
};

const headersOf = ({ body, token, idempotencyKey }: ApiCall): Record<string, string> => ({
  accept: 'application/json',
  ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
});

/**
 * Calls the API. Never throws: no answer within the deadline is `unreachable`, as is one that `signal` gave up, and one
 * that is no success, or no JSON, is `refused`.
 */
export const callApi = async (call: ApiCall, place: ApiPlace = {}): Promise<ApiReply> => {
  const { method, path, body, signal } = call;
  const { origin = '', fetch: fetchFrom = fetch } = place;
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetchFrom(`${origin}${path}`, {
      method,
      headers: headersOf(call),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    });
    return await readAnswer(response);
  } catch {
    return { kind: 'unreachable' };
  }
};
