import type { AccessToken, AuthorizationCode, Grant, RefreshToken } from './state.ts';

/**
 * Codes, grants and tokens, with what makes every look-up of a call cost the same however many there are. Entries are
 * changed in place and never taken back before they have expired, so that a save may write down changed ones alone;
 * whoever changes an entry reports it with `noteChange`.
 */
export interface Ledger {
  readonly codes: Map<string, AuthorizationCode>;
  readonly grants: Map<string, Grant>;
  readonly accessTokens: Map<string, AccessToken>;
  readonly refreshTokens: Map<string, RefreshToken>;
  /** Grants by open id, oldest first, ended ones too. */
  readonly grantsOf: Map<string, Grant[]>;
  /** Tokens by grant id, oldest first. */
  readonly tokensOf: Map<string, GrantTokens>;
  /** What has changed since the last save. */
  readonly changes: { readonly [K in keyof LedgerEntries]: Set<LedgerEntries[K]> };
}

export interface GrantTokens {
  access: AccessToken[];
  refresh: RefreshToken[];
}

export interface LedgerEntries {
  codes: AuthorizationCode;
  grants: Grant;
  accessTokens: AccessToken;
  refreshTokens: RefreshToken;
}

/** Entries as they are saved: whole, or only those that have changed. */
export type LedgerLists = { [K in keyof LedgerEntries]: LedgerEntries[K][] };

export function emptyLedger(): Ledger {
  return {
    codes: new Map(),
    grants: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    grantsOf: new Map(),
    tokensOf: new Map(),
    changes: { codes: new Set(), grants: new Set(), accessTokens: new Set(), refreshTokens: new Set() },
  };
}

export function noteChange<K extends keyof LedgerEntries>(
  ledger: Ledger,
  kind: K,
  entry: LedgerEntries[K],
): void {
  ledger.changes[kind].add(entry);
}

export function addCode(ledger: Ledger, code: AuthorizationCode): void {
  ledger.codes.set(code.code, code);
  noteChange(ledger, 'codes', code);
}

export function addGrant(ledger: Ledger, grant: Grant): void {
  ledger.grants.set(grant.id, grant);
  listUnder(ledger.grantsOf, grant.openId).push(grant);
  ledger.tokensOf.set(grant.id, { access: [], refresh: [] });
  noteChange(ledger, 'grants', grant);
}

/** Adds a token under its grant, which must be there. */
export function addAccessToken(ledger: Ledger, token: AccessToken): void {
  ledger.accessTokens.set(token.token, token);
  ledger.tokensOf.get(token.grantId)?.access.push(token);
  noteChange(ledger, 'accessTokens', token);
}

/** Adds a token under its grant, which must be there. */
export function addRefreshToken(ledger: Ledger, token: RefreshToken): void {
  ledger.refreshTokens.set(token.token, token);
  ledger.tokensOf.get(token.grantId)?.refresh.push(token);
  noteChange(ledger, 'refreshTokens', token);
}

/** The tokens of a grant, oldest first. */
export function tokensOf(ledger: Ledger, grantId: string): GrantTokens {
  return ledger.tokensOf.get(grantId) ?? { access: [], refresh: [] };
}

/**
 * Forgets the oldest tokens of a grant that have expired. An expired token meets what an unknown one meets, so nobody
 * can tell; a rotated refresh token stays until it expires, since its reuse may end the grant.
 */
export function forgetExpiredTokens(ledger: Ledger, grantId: string, now: number): void {
  const { access, refresh } = tokensOf(ledger, grantId);
  for (const token of takeExpired(access, now)) ledger.accessTokens.delete(token.token);
  for (const token of takeExpired(refresh, now)) ledger.refreshTokens.delete(token.token);
}

/** Forgets the oldest codes that have expired. */
export function forgetExpiredCodes(ledger: Ledger, now: number): void {
  for (const code of ledger.codes.values()) {
    if (code.expiresAt > now) return;
    ledger.codes.delete(code.code);
  }
}

/** Takes the expired ones off the front, where the oldest are. */
function takeExpired<T extends { expiresAt: number }>(tokens: T[], now: number): T[] {
  const alive = tokens.findIndex(({ expiresAt }) => expiresAt > now);
  return tokens.splice(0, alive === -1 ? tokens.length : alive);
}

function listUnder<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/** A ledger of saved entries; of several with the same key the last counts. Tokens without a grant are left out. */
export function readLedger(saved: readonly Partial<LedgerLists>[]): Ledger {
  const ledger = emptyLedger();
  for (const code of lastByKey(saved, 'codes', ({ code }) => code)) addCode(ledger, code);
  for (const grant of lastByKey(saved, 'grants', ({ id }) => id))
    addGrant(ledger, { ...grant, refreshes: grant.refreshes ?? 0 });
  const hasGrant = ({ grantId }: AccessToken) => ledger.grants.has(grantId);
  for (const token of lastByKey(saved, 'accessTokens', keyOfToken).filter(hasGrant))
    addAccessToken(ledger, { ...token, issuedAt: token.issuedAt ?? 0 });
  for (const token of lastByKey(saved, 'refreshTokens', keyOfToken).filter(hasGrant))
    addRefreshToken(ledger, { ...token, issuedAt: token.issuedAt ?? 0 });
  takeChanges(ledger);
  return ledger;
}

const keyOfToken = ({ token }: AccessToken) => token;

/** The place of an entry is where it came up first, so the order of issue stays. */
function lastByKey<K extends keyof LedgerEntries>(
  saved: readonly Partial<LedgerLists>[],
  kind: K,
  keyOf: (entry: LedgerEntries[K]) => string,
): LedgerEntries[K][] {
  const entries = saved.flatMap((lists): LedgerEntries[K][] => lists[kind] ?? []);
  return [...new Map(entries.map((entry) => [keyOf(entry), entry])).values()];
}

/** The changed entries, or null if there are none; they do not count as changed any more. */
export function takeChanges({ changes }: Ledger): LedgerLists | null {
  const { codes, grants, accessTokens, refreshTokens } = changes;
  if (codes.size + grants.size + accessTokens.size + refreshTokens.size === 0) return null;
  const taken = {
    codes: [...codes],
    grants: [...grants],
    accessTokens: [...accessTokens],
    refreshTokens: [...refreshTokens],
  };
  for (const set of Object.values(changes)) set.clear();
  return taken;
}
