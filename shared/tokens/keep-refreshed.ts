import { isFailure } from '../core/failure.ts';
import { describeError } from '../core/log.ts';
import type { LeasedAccount, RefreshedRow } from '../database/token-accounts.ts';
import type { SaveOutcome } from '../database/token-refresh.ts';
import type { RefreshedTokens } from '../platforms/platform.ts';
import { bindToken } from './account-tokens.ts';
import { writeLifeboat } from './lifeboat.ts';
import type { RefreshDependencies, RefreshResult } from './refresh-account.ts';
import { firstLookAt } from './refresh-due.ts';
import { connectedReason } from './state-reason.ts';
import { announceRecovery, announceScopes } from './token-events.ts';

const after = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1000);

/** Lifetimes count from before the question: a token never lives longer than is stored. */
const sealRow = async (
  { vault }: RefreshDependencies,
  account: LeasedAccount,
  refreshed: RefreshedTokens,
  askedAt: Date,
): Promise<RefreshedRow> => {
  const { tenantId, id, requestedScopes, lastUsedAt } = account;
  const grantedScopes = refreshed.grantedScopes ?? account.grantedScopes;
  const times = {
    issuedAt: askedAt,
    accessExpiresAt: after(askedAt, refreshed.accessExpiresInSeconds),
    refreshExpiresAt:
      refreshed.refreshExpiresInSeconds === undefined
        ? account.refreshExpiresAt
        : after(askedAt, refreshed.refreshExpiresInSeconds),
  };
  return {
    ...times,
    grantedScopes,
    stateReason: connectedReason(requestedScopes, grantedScopes),
    refreshDueAt: firstLookAt({ ...times, lastUsedAt }),
    sealedAccessToken: await vault.seal(
      refreshed.accessToken,
      bindToken(tenantId, id, 'sealed_access_token'),
    ),
    sealedRefreshToken:
      refreshed.refreshToken &&
      (await vault.seal(refreshed.refreshToken, bindToken(tenantId, id, 'sealed_refresh_token'))),
  };
};

/** With the lease lost the tokens go in by their version, unless another worker is at it. */
const save = async (
  { tokens, clock }: RefreshDependencies,
  account: LeasedAccount,
  attemptId: string,
  row: RefreshedRow,
): Promise<SaveOutcome> => {
  const at = clock();
  const scopesChanged = announceScopes(account, row.grantedScopes, at);
  const outcome = await tokens.saveRefreshed(account, attemptId, row, scopesChanged);
  if (outcome !== 'fenced') return outcome;
  return tokens.saveRescued(
    account,
    attemptId,
    row,
    announceRecovery(account, row.grantedScopes, at),
    scopesChanged,
  );
};

/** Whatever keeps tokens from being stored, they are not to be lost for it. */
const trySave = async (
  dependencies: RefreshDependencies,
  account: LeasedAccount,
  attemptId: string,
  row: RefreshedRow,
): Promise<SaveOutcome | 'not_stored'> => {
  try {
    return await save(dependencies, account, attemptId, row);
  } catch (error) {
    const level = isFailure(error, 'database_unavailable') ? 'warn' : 'error';
    dependencies.log[level]('Refreshed tokens could not be stored', {
      accountId: account.id,
      error: describeError(error),
    });
    return 'not_stored';
  }
};

const sendToLifeboat = async (
  { sendToLifeboat: send, tokens, log }: RefreshDependencies,
  account: LeasedAccount,
  attemptId: string,
  row: RefreshedRow,
): Promise<boolean> => {
  try {
    await send({ body: writeLifeboat(account, attemptId, row), attributes: {} });
  } catch (error) {
    log.warn('Refreshed tokens could not be sent to the lifeboat', {
      accountId: account.id,
      error: describeError(error),
    });
    return false;
  }
  log.warn('Refreshed tokens could not be stored and are in the lifeboat', { accountId: account.id });
  // Usually the database is away. Where it is not, the journal says where the tokens are.
  await tokens.noteOutcome(account.tenantId, { attemptId, outcome: 'lifeboat' }).catch(() => {});
  return true;
};

/** The grant that a disconnect wanted to end lives on in the tokens that came after it. */
const endUnwanted = async (
  { tokens, platform, log }: RefreshDependencies,
  account: LeasedAccount,
  attemptId: string,
  refreshed: RefreshedTokens,
): Promise<void> => {
  // The journal's word is welcome and not needed.
  await tokens.noteOutcome(account.tenantId, { attemptId, outcome: 'superseded' }).catch(() => {});
  try {
    const present = await tokens.read(account.tenantId, account.id);
    if (present?.state === 'disconnected') await platform.revoke(refreshed.accessToken);
  } catch (error) {
    log.warn('A grant that came after its disconnect could not be revoked', {
      accountId: account.id,
      error: describeError(error),
    });
  }
};

/** The tries to keep an answer, each in the database and then in the lifeboat. */
const rounds = 2;

/**
 * Brings new tokens into durable storage: by the fenced update, or else into the lifeboat. When neither takes them, twice,
 * the attempt stays without an outcome, which the sweep finds.
 */
export const keepRefreshed = async (
  dependencies: RefreshDependencies,
  account: LeasedAccount,
  attemptId: string,
  refreshed: RefreshedTokens,
  askedAt: Date,
): Promise<RefreshResult> => {
  const row = await sealRow(dependencies, account, refreshed, askedAt);
  const inHand = { accessToken: refreshed.accessToken, accessExpiresAt: row.accessExpiresAt };
  for (let round = 0; round < rounds; round += 1) {
    const outcome = await trySave(dependencies, account, attemptId, row);
    if (outcome === 'stored') return { kind: 'refreshed', ...inHand };
    if (outcome === 'superseded') {
      await endUnwanted(dependencies, account, attemptId, refreshed);
      return { kind: 'superseded' };
    }
    if (await sendToLifeboat(dependencies, account, attemptId, row)) {
      return { kind: 'in_lifeboat', ...inHand };
    }
  }
  dependencies.log.error('Refreshed tokens could be stored nowhere', { accountId: account.id });
  return { kind: 'failed', failure: 'unanswered' };
};
