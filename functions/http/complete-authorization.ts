import { readBindingCookie } from '../../shared/accounts/authorization-attempt.ts';
import {
  type CompleteAuthorizationDependencies,
  completeAuthorization,
  renderReturn,
} from '../../shared/accounts/complete-authorization.ts';
import { readSiteEnvironment } from '../../shared/accounts/site.ts';
import { completeAuthorization as route } from '../../shared/contract/routes/complete-authorization.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createAccountStore } from '../../shared/database/accounts.ts';
import { createAttemptStore } from '../../shared/database/attempts.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { readTiktokEnvironment } from '../../shared/platforms/tiktok/env.ts';
import { openDatabase, openTiktok, openVault } from '../from-environment.ts';
import { start } from '../start.ts';

export const create = (dependencies: CompleteAuthorizationDependencies & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ query, cookies }) => {
    const end = await completeAuthorization(dependencies, {
      state: query.state,
      code: query.code,
      error: query.error,
      cookie: readBindingCookie(cookies),
    });
    // No referrer: the address that is left holds the code and the state.
    const headers = {
      location: renderReturn(dependencies.platform.id, end),
      'referrer-policy': 'no-referrer',
    };
    return { status: 302, headers };
  });

export const handler = start(async () => {
  const sql = await openDatabase(process.env);
  return create({
    accounts: createAccountStore(sql),
    attempts: createAttemptStore(sql),
    vault: openVault(process.env, sql),
    platform: openTiktok(process.env),
    site: readSiteEnvironment(process.env),
    redirectUri: readTiktokEnvironment(process.env).redirectUri,
    clock: systemClock,
    log: createLog(),
  });
}, answerUnopened(createLog));
