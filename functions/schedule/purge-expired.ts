import { type Clock, systemClock } from '../../shared/core/clock.ts';
import { createLog, type Log } from '../../shared/core/log.ts';
import type { Sql } from '../../shared/database/client.ts';
import { purgeExpired } from '../../shared/database/purge.ts';
import { openDatabase } from '../from-environment.ts';
import { start } from '../start.ts';

/** Below the function's timeout with room for the last batch. */
const workMs = 30_000;

export const create =
  ({ sql, clock, log }: { sql: Sql; clock: Clock; log: Log }) =>
  async () => {
    const until = clock().getTime() + workMs;
    const counts = await purgeExpired(sql, clock(), () => clock().getTime() < until);
    log.info('Expired rows were deleted', counts);
    return counts;
  };

export const handler = start(async () =>
  create({ sql: await openDatabase(process.env), clock: systemClock, log: createLog() }),
);
