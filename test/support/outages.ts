import { Failure } from '../../shared/core/failure.ts';
import { connect, type Sql } from '../../shared/database/client.ts';
import { loginTo } from './database.ts';

/** A database that is not there: nothing listens where it should be. */
export const openUnreachableDatabase = (): Sql =>
  connect(loginTo('app', 'nowhere', { port: 1, superuserUrl: '' }), { tls: 'off' });

/** A secret that Secrets Manager does not hand out at the moment. */
export const failToReadSecret = async (): Promise<never> => {
  throw new Failure('secret_unavailable', { detail: 'A secret cannot be read.', retryAfterSeconds: 10 });
};
