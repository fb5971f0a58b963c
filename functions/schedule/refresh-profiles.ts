import { type RefreshProfilesDependencies, refreshProfiles } from '../../shared/accounts/refresh-profiles.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createProfileStore } from '../../shared/database/accounts.ts';
import { openDatabase, openTiktok, openVault } from '../from-environment.ts';
import { start } from '../start.ts';

/** Below the function's timeout with room for the last batch's calls. */
const workMs = 40_000;

export const create = (dependencies: RefreshProfilesDependencies) => async () => {
  const counts = await refreshProfiles(dependencies, new Date(dependencies.clock().getTime() + workMs));
  dependencies.log.info('Profiles were renewed', counts);
  return counts;
};

export const handler = start(async () => {
  const sql = await openDatabase(process.env);
  return create({
    profiles: createProfileStore(sql),
    vault: openVault(process.env, sql),
    platform: openTiktok(process.env),
    clock: systemClock,
    log: createLog(),
  });
});
