import { getHealth as route } from '../../shared/contract/routes/get-health.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { requireVariable } from '../../shared/core/env.ts';
import { createLog } from '../../shared/core/log.ts';
import { ping } from '../../shared/database/ping.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { openDatabase } from '../from-environment.ts';
import { start } from '../start.ts';

export const create = (
  dependencies: { reachDatabase: () => Promise<boolean>; version: string } & EdgeDependencies,
) =>
  endpoint(
    route,
    dependencies,
  )(async () => {
    const { version } = dependencies;
    return (await dependencies.reachDatabase())
      ? { status: 200, body: { status: 'ok', version, database: 'reachable' } }
      : { status: 503, body: { status: 'degraded', version, database: 'unreachable' } };
  });

export const handler = start(async () => {
  const sql = await openDatabase(process.env);
  return create({
    reachDatabase: () => ping(sql),
    version: requireVariable(process.env, 'SERVICE_VERSION'),
    clock: systemClock,
    log: createLog(),
  });
}, answerUnopened(createLog));
