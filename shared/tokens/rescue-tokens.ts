import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { SaveOutcome, TokenRefreshStore } from '../database/token-refresh.ts';
import { readLifeboat } from './lifeboat.ts';
import { announceRecovery, announceScopes } from './token-events.ts';

export interface RescueDependencies {
  readonly tokens: TokenRefreshStore;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Stores the tokens of one lifeboat message, if its account still has those that they follow. `fenced`: another worker is
 * refreshing the account; try again when its lease has ended. Undefined: the message is none of ours. Repeating it changes
 * nothing. Throws `database_unavailable`.
 */
export const rescueTokens = async (
  { tokens, clock, log }: RescueDependencies,
  body: string,
): Promise<SaveOutcome | undefined> => {
  const found = readLifeboat(body);
  if (found === undefined) return undefined;
  const { account, attemptId, row } = found;
  const at = clock();
  const recovered = announceRecovery(account, row.grantedScopes, at);
  const scopesChanged = announceScopes(account, row.grantedScopes, at);
  const outcome = await tokens.saveRescued(account, attemptId, row, recovered, scopesChanged);
  log.info('Tokens came out of the lifeboat', { accountId: account.id, outcome });
  if (outcome === 'superseded') await tokens.noteOutcome(account.tenantId, { attemptId, outcome });
  return outcome;
};
