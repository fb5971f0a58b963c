/**
 * Why random IVs are safe here. Under one key, NIST SP 800-38D section 8.3 allows 2^32 seals with random 96-bit IVs: up
 * to there two of them meet with a probability below 2^-32. We stay below 2^30 by the age at which a data key is
 * replaced, computed from the most that a tenant can seal in a day.
 */
export const SEALS_ALLOWED = 2 ** 32;
const SEALS_AIMED_BELOW = 2 ** 30;

/** The largest tenant that the bound is computed for. */
export const ACCOUNTS_PER_TENANT = 100_000;

/** A refresh is due at a quarter of the shortest lifetime that TikTok gives (2 h): every 90 minutes. */
const REFRESHES_PER_DAY = 16;
/** Access and refresh token, each sealed once for the row and once for the lifeboat. */
const SEALS_PER_REFRESH = 4;
/** An upload address per init that succeeds: TikTok lets a creator post about 15 times a day; 20 leaves room for drafts. */
const UPLOADS_PER_DAY = 20;

/** The most that one account makes a tenant seal in a day. Rewrapping adds two per key, not per day. */
export const SEALS_PER_ACCOUNT_DAY = REFRESHES_PER_DAY * SEALS_PER_REFRESH + UPLOADS_PER_DAY;

/** The highest age, in days, that a data key may reach while the largest tenant stays below the aim. */
export const DATA_KEY_AGE_LIMIT_DAYS = Math.floor(
  SEALS_AIMED_BELOW / (SEALS_PER_ACCOUNT_DAY * ACCOUNTS_PER_TENANT),
);

/** How often a key of this age has sealed at most, for a tenant with this many accounts. */
export const sealsPerKey = (accounts: number, keyAgeDays: number): number =>
  accounts * (SEALS_PER_ACCOUNT_DAY * keyAgeDays + 2);
