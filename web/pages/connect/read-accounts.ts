import type * as z from 'zod';
import type { account } from '../../../shared/contract/schemas.ts';
import { isJsonObject, type JsonObject, textOf, textsOf } from '../../api/read-json.ts';

type ContractAccount = z.infer<typeof account>;
export type AccountState = ContractAccount['state'];

/** What this page shows of an account. */
export type Account = Pick<
  ContractAccount,
  | 'accountId'
  | 'displayName'
  | 'username'
  | 'avatarUrl'
  | 'missingScopes'
  | 'state'
  | 'stateReason'
  | 'connectedAt'
>;

const states: Readonly<Record<AccountState, true>> = {
  connected: true,
  reauth_required: true,
  revoked: true,
  disconnected: true,
};

const isState = (word: string | undefined): word is AccountState =>
  word !== undefined && Object.hasOwn(states, word);

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
    missingScopes: [...textsOf(value, 'missingScopes')],
    stateReason: textOf(value, 'stateReason') ?? null,
    connectedAt: textOf(value, 'connectedAt') ?? '',
  };
};

/** The accounts of a status reply. Undefined when it is none, or one account of it cannot be understood. */
export const readAccounts = (body: unknown): readonly Account[] | undefined => {
  if (!isJsonObject(body) || !Array.isArray(body['accounts'])) return undefined;
  const accounts = body['accounts'].map((value: unknown) =>
    isJsonObject(value) ? readAccount(value) : undefined,
  );
  const understood = accounts.filter((known) => known !== undefined);
  return understood.length === accounts.length ? understood : undefined;
};

/** What can be done with an account: connected anew when it no longer works in full, disconnected while it lives. */
export const actionsFor = ({ state, missingScopes }: Account) => ({
  connectAgain: state !== 'connected' || missingScopes.length > 0,
  disconnect: state === 'connected' || state === 'reauth_required',
});

/** The name to show and to speak of. */
export const nameOf = ({ displayName, username }: Account): string | undefined =>
  displayName ?? (username === null ? undefined : `@${username}`);
