import { isJsonObject, textOf } from './read-json.ts';

/** What went wrong with a call, as far as the answer says. */
export interface Trouble {
  /** 0 when an answer came that could not be understood. */
  readonly status: number;
  readonly code: string | undefined;
  /** The API's own sentence, in English. */
  readonly detail: string | undefined;
  readonly requestId: string | undefined;
}

export type ApiReply =
  | { readonly kind: 'answered'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly trouble: Trouble }
  | { readonly kind: 'unreachable' };

export interface ApiCall {
  readonly method: 'GET' | 'POST';
  readonly path: `/api/${string}`;
  readonly body?: object;
  readonly token?: string;
}

/** Longer than the API's own limit of 30 s, so that its answer is the one that is told. */
const timeoutMs = 35_000;

/** Reads the trouble from an answer: a problem document (RFC 9457), or whatever else stands in front of the API. */
export const readTrouble = (status: number, body: unknown, requestIdHeader: string | null): Trouble => {
  const problem = isJsonObject(body) ? body : {};
  return {
    status,
    code: textOf(problem, 'code'),
    detail: textOf(problem, 'detail'),
    requestId: textOf(problem, 'requestId') ?? requestIdHeader ?? undefined,
  };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Calls the API of this page's own site. Never throws: no answer within the deadline is `unreachable`, and one that is
 * no success, or no JSON, is `refused`.
 */
export const callApi = async (
  { method, path, body, token }: ApiCall,
  fetchFrom: typeof fetch = fetch,
): Promise<ApiReply> => {
  try {
    const response = await fetchFrom(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer = parseJson(await response.text());
    if (response.ok && answer !== undefined) return { kind: 'answered', body: answer };
    const status = response.ok ? 0 : response.status;
    return { kind: 'refused', trouble: readTrouble(status, answer, response.headers.get('x-request-id')) };
  } catch {
    return { kind: 'unreachable' };
  }
};

/** A reply that came and is not what the contract says. */
export const notUnderstood: ApiReply & { kind: 'refused' } = {
  kind: 'refused',
  trouble: { status: 0, code: undefined, detail: undefined, requestId: undefined },
};
