import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createAgedDataKeyStore } from '../../shared/database/aged-data-keys.ts';
import { createTokenRowStore } from '../../shared/database/token-rows.ts';
import { type RewrapDependencies, rewrapTokens } from '../../shared/tokens/rewrap.ts';
import {
  deleteIdleKeys,
  type RotateDataKeysDependencies,
  replaceAgedKeys,
} from '../../shared/tokens/rotate-data-keys.ts';
import { readVaultEnv } from '../../shared/vault/env.ts';
import { openDatabase, openVault } from '../from-environment.ts';
import { start } from '../start.ts';

/** Below the function's timeout with room for the last row. What is left then is under an older key, opens, and is the next run's. */
const workMs = 240_000;

export const create =
  (dependencies: RotateDataKeysDependencies & RewrapDependencies & { readonly dataKeyMaxAgeMs: number }) =>
  async () => {
    const until = new Date(dependencies.clock().getTime() + workMs);
    const replaced = await replaceAgedKeys(dependencies, dependencies.dataKeyMaxAgeMs, until);
    const pass = await rewrapTokens(dependencies, until);
    const deleted = await deleteIdleKeys(dependencies, pass);
    const { rewrapped, superseded, unreadable, cursor } = pass;
    const counts = {
      keysReplaced: replaced,
      rewrapped,
      superseded,
      unreadable: unreadable.length,
      isWhole: cursor === undefined,
      keysDeleted: deleted,
    };
    dependencies.log.info('Data keys were rotated', counts);
    return counts;
  };

export const handler = start(async () => {
  const sql = await openDatabase(process.env);
  return create({
    agedKeys: createAgedDataKeyStore(sql),
    tokenRows: createTokenRowStore(sql),
    vault: openVault(process.env, sql),
    dataKeyMaxAgeMs: readVaultEnv(process.env).settings.dataKeyMaxAgeMs,
    clock: systemClock,
    log: createLog(),
  });
});
