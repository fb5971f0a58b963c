import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';
import { Failure } from '../core/failure.ts';
import { createId } from '../core/ids.ts';
import type { Secret } from '../core/secret.ts';
import type { TokenAccount } from '../database/token-accounts.ts';
import { isTokenRefused } from '../platforms/platform.ts';
import { openAccessToken } from './account-tokens.ts';
import { type RefreshDependencies, type RefreshResult, refreshAccount } from './refresh-account.ts';
import { firstLookAt } from './refresh-due.ts';
import { explainState } from './state-reason.ts';
import { countResult } from './sweep-tally.ts';

export interface AccountName {
  readonly tenant: string;
  readonly accountId: string;
}

/** What the caller is about to do with the token. */
export interface Job {
  /** How long the token must live on; a minute unless given. */
  readonly lifeNeededMs?: number;
  /** How long to wait for another worker's refresh; 15 s unless given. */
  readonly waitMs?: number;
  /** How late a refresh of one's own may begin, so that it ends before the caller's time is over; 5 s unless given. */
  readonly beginWithinMs?: number;
}

/**
 * One use of a token; `account.tokenVersion` is the token's. It may run a second time, if the platform did not accept the
 * token of the first.
 */
export type Use<T> = (accessToken: Secret, account: TokenAccount) => Promise<T>;

const defaultJob = { lifeNeededMs: 60_000, waitMs: 15_000, beginWithinMs: 5_000 } as const;

/** A job may ask for this share of a token's whole life at most: a fresh one must always do. */
const lifeShareMax = 0.75;

/** The first look at another's refresh comes after this long, each further one later by a quarter, up to the longest. */
const firstPollMs = 20;
const longestPollMs = 400;

/** An account that is in use is noted as such once a day. */
const useNotedForMs = 86_400_000;

const notFound = () => new Failure('account_not_found', { detail: 'There is no such account here.' });

const notConnected = (account: TokenAccount) =>
  new Failure('account_not_connected', { detail: explainState(account) });

const stillRenewing = () =>
  new Failure('token_refresh_pending', {
    detail: 'The access is being renewed at the moment. Try again in a few seconds.',
    retryAfterSeconds: 5,
  });

/** The sweep settles it; the claim that was refused has made the account due. */
const inDoubt = () =>
  new Failure('token_refresh_pending', {
    detail:
      'An earlier renewal of the access was interrupted and is being settled. Try again in a few minutes.',
    retryAfterSeconds: 300,
  });

const readConnected = async (
  { tokens }: RefreshDependencies,
  { tenant, accountId }: AccountName,
): Promise<TokenAccount> => {
  const account = await tokens.read(tenant, accountId);
  if (account === undefined) throw notFound();
  if (account.state !== 'connected') throw notConnected(account);
  return account;
};

interface Token {
  readonly accessToken: Secret;
  /** With the version that the token is, or will be, stored as. */
  readonly account: TokenAccount;
}

/** Whether the stored token is one that serves the caller. */
type Serves = (account: TokenAccount) => boolean;

const leftMs = (account: TokenAccount, now: Date): number =>
  account.accessExpiresAt.getTime() - now.getTime();

const livesLongEnough =
  (clock: Clock, lifeNeededMs: number): Serves =>
  (account) => {
    const lifetimeMs = account.accessExpiresAt.getTime() - account.tokenIssuedAt.getTime();
    return leftMs(account, clock()) > Math.min(lifeNeededMs, lifeShareMax * lifetimeMs);
  };

const isNewerThan =
  (clock: Clock, version: number): Serves =>
  (account) =>
    account.tokenVersion > version && leftMs(account, clock()) > 0;

const secondsUntil = (time: Date, now: Date): number =>
  Math.max(1, Math.ceil((time.getTime() - now.getTime()) / 1000));

/** What a refresh of ours came to, as a token or as the caller's failure. */
const settle = async (
  dependencies: RefreshDependencies,
  name: AccountName,
  account: TokenAccount,
  result: RefreshResult,
): Promise<Token | 'look_again'> => {
  switch (result.kind) {
    case 'refreshed':
    case 'in_lifeboat':
      return {
        accessToken: result.accessToken,
        account: { ...account, tokenVersion: account.tokenVersion + 1 },
      };
    case 'superseded':
    case 'too_late':
      return 'look_again';
    case 'login_required':
      throw notConnected((await dependencies.tokens.read(name.tenant, name.accountId)) ?? account);
    case 'misconfigured':
      throw new Failure('platform_misconfigured', {
        detail: "The platform does not accept this deployment's app. Its operator has to look at it.",
      });
    case 'failed':
      if (result.failure === 'key_service_unavailable')
        throw new Failure('key_service_unavailable', {
          detail: 'The key service does not answer. Try again shortly.',
          retryAfterSeconds: 5,
        });
      throw new Failure('platform_unavailable', {
        detail: 'The platform could not renew the access just now. Try again shortly.',
        retryAfterSeconds: 60,
      });
  }
};

/** Refreshes under the lease, if it can be had at once. */
const tryRefresh = async (
  dependencies: RefreshDependencies,
  name: AccountName,
  account: TokenAccount,
  mayAsk: () => boolean,
): Promise<Token | 'look_again'> => {
  const { tokens, vault, clock, leaseMs, count } = dependencies;
  const now = clock();
  if (account.refreshFailures > 0 && account.refreshDueAt > now) {
    throw new Failure('platform_unavailable', {
      detail: 'The platform did not renew the access when it was last asked. It is asked again soon.',
      retryAfterSeconds: secondsUntil(account.refreshDueAt, now),
    });
  }
  // Without the key nothing can be done, and nobody should hold the lease to find that out.
  await vault.prepare(account.tenantId);
  const leased = await tokens.claim(account, createId(now), leaseMs, now);
  if (leased === undefined) return 'look_again';
  const result = await refreshAccount(dependencies, leased, 'use', mayAsk);
  count(countResult(result));
  return settle(dependencies, name, leased, result);
};

const noteUse = async ({ tokens, clock }: RefreshDependencies, account: TokenAccount): Promise<void> => {
  const now = clock();
  if (now.getTime() - account.lastUsedAt.getTime() < useNotedForMs) return;
  const times = { ...account, issuedAt: account.tokenIssuedAt, lastUsedAt: now };
  await tokens.markUsed(account, now, firstLookAt(times));
};

/** A token that serves: the stored one, or a new one by our own refresh or another's. */
const obtainToken = async (
  dependencies: RefreshDependencies,
  name: AccountName,
  serves: Serves,
  { waitMs, beginWithinMs }: Required<Job>,
): Promise<Token> => {
  const started = performance.now();
  for (let pollMs = firstPollMs; ; pollMs = Math.min(pollMs * 1.25, longestPollMs)) {
    const account = await readConnected(dependencies, name);
    if (serves(account)) {
      await noteUse(dependencies, account);
      return { accessToken: await openAccessToken(dependencies.vault, account), account };
    }
    const elapsedMs = performance.now() - started;
    if (!account.isLeased && elapsedMs < beginWithinMs) {
      const mayAsk = (): boolean => performance.now() - started < 2 * beginWithinMs;
      const token = await tryRefresh(dependencies, name, account, mayAsk);
      if (token !== 'look_again') return token;
      if (account.openAttempts > 0) throw inDoubt();
    }
    // Nobody is at it, and we may not begin any more.
    const isOver = !account.isLeased && elapsedMs >= beginWithinMs;
    if (isOver || elapsedMs + pollMs > waitMs) throw stillRenewing();
    await wait(pollMs);
  }
};

/**
 * Runs `use` with a valid access token of the account, refreshed first when it would end during the job: by one caller,
 * however many ask at a time; the others wait for what it brings. If the platform does not accept the token all the same,
 * it is refreshed once and `use` runs a second time.
 *
 * Throws `account_not_found`, `account_not_connected` with the reason, `token_refresh_pending`, `platform_unavailable`,
 * `platform_misconfigured`, `key_service_unavailable`, `database_unavailable`, and whatever `use` throws.
 */
export const withAccessToken = async <T>(
  dependencies: RefreshDependencies,
  name: AccountName,
  use: Use<T>,
  wish: Job = {},
): Promise<T> => {
  const { clock } = dependencies;
  const job = { ...defaultJob, ...wish };
  const first = await obtainToken(dependencies, name, livesLongEnough(clock, job.lifeNeededMs), job);
  try {
    return await use(first.accessToken, first.account);
  } catch (error) {
    if (!isTokenRefused(error)) throw error;
  }
  const second = await obtainToken(dependencies, name, isNewerThan(clock, first.account.tokenVersion), job);
  return use(second.accessToken, second.account);
};
