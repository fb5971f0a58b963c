import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createTokenRowStore } from '../../shared/database/token-rows.ts';
import { type RewrapDependencies, rewrapTokens } from '../../shared/tokens/rewrap.ts';
import { openDatabase, openVault } from '../from-environment.ts';
import { start } from '../start.ts';

/** Below the function's timeout with room for the last row. What is left then is under an older key, opens, and is the next run's. */
const workMs = 240_000;

export const create = (dependencies: RewrapDependencies) => async () => {
  const { unreadable, ...counts } = await rewrapTokens(
    dependencies,
    new Date(dependencies.clock().getTime() + workMs),
  );
  dependencies.log.info('Tokens were rewrapped', { ...counts, unreadable: unreadable.length });
  return { ...counts, unreadable: unreadable.length };
};

export const handler = start(async () => {
  const sql = await openDatabase(process.env);
  return create({
    tokenRows: createTokenRowStore(sql),
    vault: openVault(process.env, sql),
    clock: systemClock,
    log: createLog(),
  });
});
