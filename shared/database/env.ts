import { type Environment, requireVariable } from '../core/env.ts';

/** The variables that the `database` capability supplies. */
export const databaseVariables = ['DATABASE_SECRET_ARN', 'DATABASE_TLS'] as const;

export interface DatabaseEnvironment {
  readonly secretArn: string;
  /** `verify` checks RDS's certificate; `off` is for the local stack, whose Postgres listens on loopback. */
  readonly tls: 'verify' | 'off';
}

/** Throws a sentence that names what is missing or wrong. */
export const readDatabaseEnvironment = (environment: Environment): DatabaseEnvironment => {
  const tls = requireVariable(environment, 'DATABASE_TLS');
  if (tls !== 'verify' && tls !== 'off')
    throw new Error(`DATABASE_TLS must be "verify" or "off", not "${tls}".`);
  return {
    secretArn: requireVariable(environment, 'DATABASE_SECRET_ARN'),
    tls,
  };
};
