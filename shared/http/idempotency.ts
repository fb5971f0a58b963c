import { createHash } from 'node:crypto';
import { problems } from '../contract/problems.ts';
import type { Route } from '../contract/rows.ts';
import { Failure } from '../core/failure.ts';
import { createId } from '../core/ids.ts';
import { describeError, type Log } from '../core/log.ts';
import type { Caller } from './caller.ts';
import type { EndpointReply } from './endpoint.ts';

interface Key {
  readonly tenant: string;
  readonly operation: string;
  readonly key: string;
}

/** What remembers keys; `shared/database/idempotency.ts` is one, and says what each promises. */
export interface IdempotentStore {
  begin(
    name: Key,
    attempt: {
      readonly runId: string;
      readonly callerHash: Uint8Array;
      readonly requestHash: Uint8Array;
      readonly resourceId: string;
      readonly leaseMs: number;
    },
  ): Promise<
    | { readonly kind: 'run'; readonly resourceId: string; readonly isRerun: boolean }
    | { readonly kind: 'answered'; readonly reply: unknown }
    | { readonly kind: 'in_progress'; readonly waitMs: number }
    | { readonly kind: 'other_request' }
  >;
  finish(name: Key, runId: string, reply: object): Promise<void>;
  giveUp(name: Key, runId: string, what: 'forget' | 'keep_id'): Promise<void>;
}

/** Of a request, what decides whether it is the same as an earlier one. */
export interface RepeatableRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly params: unknown;
  readonly query: unknown;
  readonly bytes: Uint8Array;
  readonly caller: Caller;
  readonly now: Date;
}

/**
 * The operation itself. What it stores it stores under `resourceId`, and only once: in a rerun an earlier try of the same
 * request, which did not come to its end, may have stored it. A failure with a status below 500 says that this try has
 * stored nothing.
 */
export type RepeatableOperation<R extends Route> = (
  resourceId: string,
  isRerun: boolean,
) => Promise<EndpointReply<R>>;

/** Longer than any HTTP function may run (29 s), so that only a dead one's turn passes on. */
const leaseMs = 40_000;

const headerName = 'idempotency-key';

const readKey = ({ headers }: RepeatableRequest): string | undefined => {
  const key = headers[headerName];
  if (key === undefined || /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  const detail = 'It must have 1 to 255 visible ASCII characters.';
  throw new Failure('invalid_request', {
    detail: `At header /${headerName}: ${detail}`,
    errors: [{ in: 'header', pointer: `/${headerName}`, detail }],
  });
};

const sha256 = (...parts: readonly (string | Uint8Array)[]): Uint8Array => {
  const hash = createHash('sha256');
  // Each with its length, so that no two lists of parts hash the same bytes.
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest();
};

const hashCaller = ({ caller }: RepeatableRequest): Uint8Array => sha256(caller.kind, caller.userId);

const hashRequest = ({ params, query, bytes }: RepeatableRequest): Uint8Array =>
  sha256(JSON.stringify([params ?? {}, query ?? {}]), bytes);

const otherRequest = () =>
  new Failure('idempotency_key_reused', {
    detail: 'This Idempotency-Key came with another request before. Use a new key for a new request.',
    errors: [{ in: 'header', pointer: `/${headerName}`, detail: 'It belongs to another request.' }],
  });

const inProgress = (waitMs: number) =>
  new Failure('idempotency_in_progress', {
    detail: 'The first request with this Idempotency-Key is still being worked on. Ask again for its answer.',
    retryAfterSeconds: Math.min(5, Math.max(1, Math.ceil(waitMs / 1_000))),
  });

/** The one place where a stored answer is said to be one of the row's: only such were stored. */
const asStored = <R extends Route>(reply: unknown): EndpointReply<R> => reply as EndpointReply<R>;

const replay = <R extends Route>(stored: unknown): EndpointReply<R> => {
  const reply = asStored<R>(stored);
  return { ...reply, headers: { ...reply.headers, 'idempotent-replay': 'true' } };
};

const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof Failure && problems[thrown.code].status < 500;

/**
 * Runs an operation once for each Idempotency-Key of the caller's tenant: a repeated request is answered as the first one
 * was, under the header `idempotent-replay`, and one that is cut off runs again under the same resource id. Without the
 * header it simply runs. Throws `invalid_request`, `idempotency_key_reused`, `idempotency_in_progress`,
 * `database_unavailable`, and whatever the operation throws; a refused request leaves its key unused.
 */
export const runIdempotently = async <R extends Route>(
  { store, route, log }: { readonly store: IdempotentStore; readonly route: R; readonly log: Log },
  request: RepeatableRequest,
  operation: RepeatableOperation<R>,
): Promise<EndpointReply<R>> => {
  const key = readKey(request);
  const resourceId = createId(request.now);
  if (key === undefined) return operation(resourceId, false);
  const name = { tenant: request.caller.tenant, operation: route.operationId, key };
  const runId = createId(request.now);
  const hashes = { callerHash: hashCaller(request), requestHash: hashRequest(request) };
  const start = await store.begin(name, { runId, ...hashes, resourceId, leaseMs });
  switch (start.kind) {
    case 'answered':
      return replay<R>(start.reply);
    case 'in_progress':
      throw inProgress(start.waitMs);
    case 'other_request':
      throw otherRequest();
    case 'run':
  }
  // What is done is done, whether or not it can be noted: without a note the lease ends by itself.
  const note = (noting: Promise<void>): Promise<void> =>
    noting.catch((error: unknown) =>
      log.warn('The end of a request could not be noted under its Idempotency-Key', {
        operationId: route.operationId,
        error: describeError(error),
      }),
    );
  try {
    const reply = await operation(start.resourceId, start.isRerun);
    await note(store.finish(name, runId, reply));
    return reply;
  } catch (error) {
    const mayBeForgotten = !start.isRerun && isRefusal(error);
    await note(store.giveUp(name, runId, mayBeForgotten ? 'forget' : 'keep_id'));
    throw error;
  }
};
