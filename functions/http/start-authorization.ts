import { readBindingCookie, renderBindingCookie } from '../../shared/accounts/authorization-attempt.ts';
import { readSiteEnvironment } from '../../shared/accounts/site.ts';
import {
  type StartAuthorizationDependencies,
  startAuthorization,
} from '../../shared/accounts/start-authorization.ts';
import { startAuthorization as route } from '../../shared/contract/routes/start-authorization.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createAttemptStore } from '../../shared/database/attempts.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { readTiktokEnvironment } from '../../shared/platforms/tiktok/env.ts';
import { openDatabase, openTiktok } from '../from-environment.ts';
import { start } from '../start.ts';

export const create = (dependencies: StartAuthorizationDependencies & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ caller, query, cookies }) => {
    const { authorizationUrl, expiresAt, cookie } = await startAuthorization(dependencies, {
      tenant: caller.tenant,
      userId: caller.userId,
      returnTo: query.returnTo,
      cookie: readBindingCookie(cookies),
    });
    return {
      status: 200,
      cookies: [renderBindingCookie(cookie)],
      body: { authorizationUrl: authorizationUrl.href, expiresAt: expiresAt.toISOString() },
    };
  });

export const handler = start(
  async () =>
    create({
      attempts: createAttemptStore(await openDatabase(process.env)),
      platform: openTiktok(process.env),
      site: readSiteEnvironment(process.env),
      redirectUri: readTiktokEnvironment(process.env).redirectUri,
      clock: systemClock,
      log: createLog(),
    }),
  answerUnopened(createLog),
);
