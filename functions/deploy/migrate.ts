import { fileURLToPath } from 'node:url';
import { systemClock } from '../../shared/core/clock.ts';
import { requireVariable } from '../../shared/core/env.ts';
import { createLog } from '../../shared/core/log.ts';
import { parseLogin } from '../../shared/database/client.ts';
import { type MigrationResult, migrate, readMigrations } from '../../shared/database/migrate.ts';
import { createSecretsClient, createStoredSecret } from '../../shared/vault/stored-secret.ts';
import { openDatabase } from '../from-environment.ts';
import { start } from '../start.ts';

/** The bundle carries the SQL files beside it. */
const folder = fileURLToPath(new URL('./migrations/', import.meta.url));

const readLogin = (variable: string) =>
  createStoredSecret({
    client: createSecretsClient(),
    arn: requireVariable(process.env, variable),
    clock: systemClock,
    parse: parseLogin,
  }).read();

export const handler = start<unknown, MigrationResult>(async () => {
  const sql = await openDatabase(process.env, { statementTimeoutMs: 0 });
  const log = createLog();
  return async () => {
    const logins = await Promise.all(['APP_LOGIN_SECRET_ARN', 'WORKER_LOGIN_SECRET_ARN'].map(readLogin));
    const result = await migrate(sql, await readMigrations(folder), logins);
    log.info('The database is migrated', { ...result });
    return result;
  };
});
