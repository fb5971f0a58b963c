import type { Clock } from '../core/clock.ts';
import type { AgedDataKeyStore } from '../database/aged-data-keys.ts';
import type { Vault } from '../vault/vault.ts';
import type { RewrapCounts } from './rewrap.ts';

export interface RotateDataKeysDependencies {
  readonly agedKeys: AgedDataKeyStore;
  readonly vault: Vault;
  readonly clock: Clock;
}

const dayMs = 86_400_000;

/**
 * A retired key is kept for as long as something sealed under it may still come back: 14 days in the lifeboat queue and
 * 14 in its dead letters, and as much again for a redrive.
 */
export const retiredKeptMs = 45 * dayMs;

const batchSize = 100;

/**
 * Replaces the data keys that are too old, of tenants that seal nothing at the moment too, until none is left or `until`
 * is reached; counts them. Throws when the database or the key service is out of reach: what was replaced stays replaced.
 */
export const replaceAgedKeys = async (
  { agedKeys, vault, clock }: RotateDataKeysDependencies,
  maxAgeMs: number,
  until: Date,
): Promise<number> => {
  let replaced = 0;
  while (clock() < until) {
    const createdBefore = new Date(clock().getTime() - maxAgeMs);
    const tenants = await agedKeys.findTenants(createdBefore, batchSize);
    // Sealing asks for the same: a key that is too old is replaced where it is met.
    for (const tenant of tenants) await vault.prepare(tenant);
    replaced += tenants.length;
    if (tenants.length < batchSize) break;
  }
  return replaced;
};

/**
 * Deletes retired keys that have served their time and seal nothing: a whole pass of rewrapping has left every row under
 * its tenant's active key, but for those that do not open, whose tenants keep all their keys. Nothing is deleted after a
 * pass that was not whole. Counts what it deleted. Whatever else is sealed under data keys has to go through that pass.
 */
export const deleteIdleKeys = async (
  { agedKeys, clock }: RotateDataKeysDependencies,
  pass: Pick<RewrapCounts, 'cursor' | 'unreadableTenants'>,
): Promise<number> =>
  pass.cursor === undefined
    ? agedKeys.deleteRetired(new Date(clock().getTime() - retiredKeptMs), pass.unreadableTenants)
    : 0;
