import type { Clock } from '../core/clock.ts';
import { describeError, type Log } from '../core/log.ts';
import type { AccountRow, ProfileStore } from '../database/accounts.ts';
import type { Platform, PlatformProfile } from '../platforms/platform.ts';
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

const readProfile = async (
  { vault, platform, log }: RefreshProfilesDependencies,
  account: AccountRow,
): Promise<PlatformProfile | undefined> => {
  try {
    return await platform.fetchProfile(await openAccessToken(vault, account), account.grantedScopes);
  } catch (error) {
    log.warn('A profile could not be read', { accountId: account.id, error: describeError(error) });
    return undefined;
  }
};

/**
 * Renews stale profiles, batch by batch, until none is left or `until` is reached; counts what it did. An account whose
 * access token has expired is left to the token refresh.
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
    await Promise.all(
      stale.map(async (account) => {
        const profile = await readProfile(dependencies, account);
        await profiles.saveProfile(account.id, profile, now);
        counts[profile === undefined ? 'failed' : 'refreshed'] += 1;
      }),
    );
    if (stale.length < batchSize) break;
  }
  return counts;
};
