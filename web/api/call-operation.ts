import type { ApiCall } from './call-api.ts';
import { type OperationId, type OperationInput, operations } from './operations.ts';

const fillPath = (path: string, params: Readonly<Record<string, unknown>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));

const writeQuery = (query: Readonly<Record<string, unknown>>): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`;
};

/** The input of any operation: what is in it, the compiler has checked against the operation's row. */
interface AnyInput {
  readonly params?: object;
  readonly query?: object;
  readonly body?: object;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** The call that an operation takes, but for the token. */
export const callOf = <Id extends OperationId>(id: Id, input: OperationInput<Id>): Omit<ApiCall, 'token'> => {
  const { params, query, body, idempotencyKey, signal }: AnyInput = input;
  const { method, path } = operations[id];
  const filled = fillPath(path, { ...params }) + writeQuery({ ...query });
  return {
    method,
    // Its own path begins so, and what is filled in holds no slash.
    path: `/api/${filled.slice('/api/'.length)}`,
    ...(body === undefined ? {} : { body }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(signal === undefined ? {} : { signal }),
  };
};
