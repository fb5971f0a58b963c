import { completeCreator, type NewCreator } from './creators.ts';
import { issueTokens, startGrant, type TokenAnswer } from './grants.ts';
import { InputError } from './input.ts';
import type { SimulatorState } from './state.ts';

/** New creators who grant to the app: so many with made-up names, or the given ones. Scopes are the app's unless stated. */
export type BulkGrant = { scopes?: readonly string[] } & (
  | { count: number; prefix?: string }
  | { creators: readonly NewCreator[] }
);

export interface GrantedCreator {
  username: string;
  openId: string;
  tokens: TokenAnswer;
}

/**
 * Adds creators who have just consented and whose codes are exchanged already, with no browser and no call. Made-up
 * names, and so open ids, are the same in every run. Throws an InputError for a username that is taken, or given twice,
 * and does nothing then.
 */
export function grantCreators(state: SimulatorState, wish: BulkGrant, now: number): GrantedCreator[] {
  const scopes = readScopes(state, wish.scopes);
  const creators = ('creators' in wish ? wish.creators : makeUpCreators(state, wish)).map(completeCreator);
  const names = new Set(creators.map(({ username }) => username));
  const taken = creators.find(({ username }) => state.creators.has(username));
  if (taken !== undefined) throw new InputError(`There is a creator @${taken.username} already.`);
  if (names.size < creators.length) throw new InputError('A username is given twice.');
  return creators.map((creator) => {
    const { username, openId } = creator;
    state.creators.set(username, creator);
    return { username, openId, tokens: grantTokens(state, openId, scopes, now) };
  });
}

/** The consent of a creator and the exchange of its code in one step. */
export function grantTokens(
  state: SimulatorState,
  openId: string,
  scopes: readonly string[],
  now: number,
): TokenAnswer {
  const consent = { clientKey: state.app.clientKey, openId, scopes: [...scopes] };
  return issueTokens(state, startGrant(state, consent, now), now);
}

/** The scopes asked for, or all of the app's. Throws an InputError for one that the app does not have. */
export function readScopes({ app }: SimulatorState, scopes?: readonly string[]): readonly string[] {
  const unknown = scopes?.find((scope) => !app.scopes.includes(scope));
  if (unknown !== undefined) throw new InputError(`The app does not have the scope ${unknown}.`);
  return scopes ?? app.scopes;
}

/** Names count on where the last ones of the same prefix ended. */
function makeUpCreators(state: SimulatorState, wish: { count: number; prefix?: string }): NewCreator[] {
  const { count, prefix = 'creator' } = wish;
  const nameOf = (number: number) => `${prefix}.${String(number).padStart(5, '0')}`;
  let first = 1;
  while (state.creators.has(nameOf(first))) first += 1;
  return Array.from({ length: count }, (_, index) => ({ username: nameOf(first + index) }));
}
