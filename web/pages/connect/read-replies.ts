import { ApiError } from '../../api/api-error.ts';
import type { AccountStatus, ReplyOf } from '../../api/operations.ts';
import { isJsonObject, type JsonObject, textOf, textsOf } from '../../api/read-json.ts';

/** What this page shows of an account. */
export type Account = Pick<
  AccountStatus,
  | 'accountId'
  | 'displayName'
  | 'username'
  | 'avatarUrl'
  | 'scopes'
  | 'missingScopes'
  | 'state'
  | 'stateReason'
  | 'refreshExpiresAt'
> & { readonly connectedAt: string | null; readonly stateReasonCode: string };

export type AccountState = Account['state'];

const states: Readonly<Record<AccountState, true>> = {
  connected: true,
  reauth_required: true,
  revoked: true,
  disconnected: true,
};

const isState = (word: string | undefined): word is AccountState =>
  word !== undefined && Object.hasOwn(states, word);

/** A time that dates can be written of: `Intl` throws at any other. */
const timeOf = (value: JsonObject, key: string): string | null => {
  const text = textOf(value, key);
  return text === undefined || Number.isNaN(Date.parse(text)) ? null : text;
};

const readAccount = (value: JsonObject): Account | undefined => {
  const accountId = textOf(value, 'accountId');
  const state = textOf(value, 'state');
  if (accountId === undefined || !isState(state)) return undefined;
  return {
    accountId,
    state,
    displayName: textOf(value, 'displayName') ?? null,
    username: textOf(value, 'username') ?? null,
    avatarUrl: textOf(value, 'avatarUrl') ?? null,
    scopes: [...textsOf(value, 'scopes')],
    missingScopes: [...textsOf(value, 'missingScopes')],
    stateReason: textOf(value, 'stateReason') ?? null,
    stateReasonCode: textOf(value, 'stateReasonCode') ?? 'unknown',
    connectedAt: timeOf(value, 'connectedAt'),
    refreshExpiresAt: timeOf(value, 'refreshExpiresAt'),
  };
};

/** An answer with status 200 that is not the API's, as a network gives that wants a sign-in first. */
const notUnderstood = (): ApiError =>
  new ApiError({
    kind: 'refused',
    trouble: {
      status: 0,
      code: undefined,
      detail: undefined,
      requestId: undefined,
      fields: [],
      retryAfterSeconds: undefined,
    },
  });

const demand = <T>(value: T | undefined): T => {
  if (value === undefined) throw notUnderstood();
  return value;
};

/** The accounts of a status reply. Throws an `ApiError` when it is none, or one account of it cannot be understood. */
export const readAccounts = (body: unknown): readonly Account[] => {
  const list = isJsonObject(body) && Array.isArray(body['accounts']) ? body['accounts'] : undefined;
  return demand(list).map((value: unknown) => demand(isJsonObject(value) ? readAccount(value) : undefined));
};

/** Where an authorization goes on; whether a page may go there is another question. Throws an `ApiError` without one. */
export const readAuthorizationUrl = (body: unknown): string =>
  demand(isJsonObject(body) ? textOf(body, 'authorizationUrl') : undefined);

/** How an account was disconnected. Throws an `ApiError` when the reply does not say. */
export const readDisconnection = (body: unknown): Pick<ReplyOf<'disconnect'>, 'revokedAtPlatform'> => {
  const revokedAtPlatform = isJsonObject(body) ? body['revokedAtPlatform'] : undefined;
  return {
    revokedAtPlatform: demand(typeof revokedAtPlatform === 'boolean' ? revokedAtPlatform : undefined),
  };
};

/** For an address of the API's that a page must not move to. */
export const refuseAddress = (): never => {
  throw notUnderstood();
};
