import type { Clock } from '../core/clock.ts';
import { isFailure } from '../core/failure.ts';
import { describeError, type Log } from '../core/log.ts';
import type { AccountRow, ProfileStore } from '../database/accounts.ts';
import { isTokenRefused, type Platform, PlatformError, type PlatformProfile } from '../platforms/platform.ts';
import { openAccessToken } from '../tokens/account-tokens.ts';
import type { Vault } from '../vault/vault.ts';

export interface RefreshProfilesDependencies {
  readonly profiles: ProfileStore;
  readonly vault: Vault;
  readonly platform: Platform;
  readonly clock: Clock;
  readonly log: Log;
}

/** TikTok's avatar links live for hours (its cover links 6 h, creator-info's avatars 2 h), so a profile of an hour is renewed. */
export const profileMaxAgeMs = 60 * 60_000;

const batchSize = 20;

type Reading =
  | { readonly profile: PlatformProfile }
  | { readonly failed: 'this_account' }
  /** The platform does not accept its token, which so has ended before its time. */
  | { readonly failed: 'token_refused' }
  /** The key service or the platform asks for patience: every account would meet the same. */
  | { readonly failed: 'all_accounts' };

const concernsAll = (error: unknown): boolean =>
  isFailure(error, 'key_service_unavailable') ||
  (error instanceof PlatformError &&
    (error.errorClass === 'throttled' || error.errorClass === 'misconfigured'));

const readProfile = async (
  { vault, platform, log }: RefreshProfilesDependencies,
  account: AccountRow,
): Promise<Reading> => {
  try {
    return {
      profile: await platform.fetchProfile(await openAccessToken(vault, account), account.grantedScopes),
    };
  } catch (error) {
    log.warn('A profile could not be read', { accountId: account.id, error: describeError(error) });
    if (isTokenRefused(error)) return { failed: 'token_refused' };
    return { failed: concernsAll(error) ? 'all_accounts' : 'this_account' };
  }
};

/**
 * Renews stale profiles, batch by batch, until none is left or `until` is reached; counts what it did. An account whose
 * access token has expired is left to the token refresh. When the key service or the platform asks for patience, the rest
 * waits for the next run.
 */
export const refreshProfiles = async (
  dependencies: RefreshProfilesDependencies,
  until: Date,
): Promise<{ refreshed: number; failed: number }> => {
  const { profiles, clock } = dependencies;
  const counts = { refreshed: 0, failed: 0 };
  while (clock() < until) {
    const now = clock();
    const stale = await profiles.findStale(new Date(now.getTime() - profileMaxAgeMs), now, batchSize);
    const readings = await Promise.all(
      stale.map(async (account) => {
        const reading = await readProfile(dependencies, account);
        counts['profile' in reading ? 'refreshed' : 'failed'] += 1;
        if ('profile' in reading) await profiles.saveProfile(account.id, reading.profile, now);
        // Noted as fetched all the same, so that one bad account does not come first for ever.
        else if (reading.failed !== 'all_accounts') await profiles.saveProfile(account.id, undefined, now);
        // The token refresh then finds out whether the grant has ended.
        if ('failed' in reading && reading.failed === 'token_refused') await profiles.endAccess(account, now);
        return reading;
      }),
    );
    if (readings.some((reading) => 'failed' in reading && reading.failed === 'all_accounts')) break;
    if (stale.length < batchSize) break;
  }
  return counts;
};
