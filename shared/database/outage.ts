import { Failure } from '../core/failure.ts';

/** SQLSTATE classes and codes (PostgreSQL appendix A) that speak of the server, the way to it or the moment, not of the statement. */
const outageStates = new Set([
  '57014', // query_canceled: the statement's deadline, which a slow server or a long lock reaches, not a bad statement
  '40P01', // deadlock_detected: the other one went through, and this one will
  '40001', // serialization_failure
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '53300', // too_many_connections
  '53100', // disk_full
  '53200', // out_of_memory
  '25006', // read_only_sql_transaction: a failover has just happened
  '28P01', // invalid_password: a login being replaced
]);

/** postgres.js's own and Node's codes for a connection that was never made or was lost. */
const outageCodes = new Set([
  'STATEMENT_DEADLINE',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  // A server whose certificate we do not trust (yet): RDS replacing its authority.
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const codeOf = (thrown: unknown): string | undefined =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : undefined;

/** Whether the database as a whole is out of reach, told apart from a statement that fails for a reason of its own. */
export const isOutage = (thrown: unknown): boolean => {
  if (thrown instanceof Failure)
    return thrown.code === 'database_unavailable' || thrown.code === 'secret_unavailable';
  const code = codeOf(thrown);
  return code !== undefined && (outageCodes.has(code) || outageStates.has(code) || /^08...$/.test(code));
};

/** Gives an outage its name; every other error stays what it is. */
export const nameOutage = (thrown: unknown): unknown =>
  isOutage(thrown) && !(thrown instanceof Failure)
    ? new Failure('database_unavailable', {
        detail: 'The database is out of reach at the moment. Nothing was changed; try again shortly.',
        retryAfterSeconds: 10,
        cause: thrown,
      })
    : thrown;
