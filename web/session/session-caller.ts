import { ApiError } from '../api/api-error.ts';
import type { ApiCall, ApiReply, Trouble } from '../api/call-api.ts';
import { callOf } from '../api/call-operation.ts';
import type { OperationId, OperationInput, ReplyOf } from '../api/operations.ts';
import { readClaims } from './read-claims.ts';

export interface SessionCallerDependencies {
  /** The token of the session; undefined when there is none any more. */
  readonly token: () => string | undefined;
  /** Tells that the API refused that token. */
  readonly end: (trouble: Trouble) => void;
  readonly call: (call: ApiCall) => Promise<ApiReply>;
}

/** Calls an operation as the session. Throws an `ApiError` for every answer but that it was done. */
export type CallOperation = <Id extends OperationId>(
  id: Id,
  input?: OperationInput<Id>,
) => Promise<ReplyOf<Id>>;

/** Whether one token renews the other. A link may have brought another person's in the meantime. */
const isSamePerson = (one: string, other: string): boolean => {
  const person = readClaims(one)?.person;
  return person !== undefined && person === readClaims(other)?.person;
};

/**
 * Calls of one session. A 401 ends it, unless the token was renewed while the call was on its way. What was asked as one
 * person is never asked again as another.
 */
export const createSessionCaller = ({ token, end, call }: SessionCallerDependencies): CallOperation => {
  const ask = async (request: ApiCall): Promise<unknown> => {
    const used = token();
    if (used === undefined) throw new ApiError({ kind: 'ended' });
    const reply = await call({ ...request, token: used });
    if (reply.kind === 'answered') return reply.body;
    if (reply.kind === 'unreachable') throw new ApiError(reply);
    if (reply.trouble.status !== 401) throw new ApiError(reply);
    const now = token();
    if (now === used) end(reply.trouble);
    else if (now !== undefined && isSamePerson(used, now)) return ask(request);
    throw new ApiError({ kind: 'ended' });
  };
  // The API is our own, of the same release, and checks its own answers against the contract.
  return async <Id extends OperationId>(id: Id, input: OperationInput<Id> = {}) =>
    (await ask(callOf(id, input))) as ReplyOf<Id>;
};
