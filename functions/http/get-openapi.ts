import { readSiteEnvironment, type Site } from '../../shared/accounts/site.ts';
import { renderOpenapi } from '../../shared/contract/openapi.ts';
import { getOpenapi as route } from '../../shared/contract/routes/get-openapi.ts';
import { routes } from '../../shared/contract/routes.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { requireVariable } from '../../shared/core/env.ts';
import { createLog } from '../../shared/core/log.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { start } from '../start.ts';

export const create = (dependencies: { site: Site; version: string } & EdgeDependencies) => {
  const document = renderOpenapi(routes, {
    serverUrl: dependencies.site.publicUrl,
    version: dependencies.version,
  });
  return endpoint(route, dependencies)(async () => ({ status: 200, body: document }));
};

export const handler = start(
  () =>
    create({
      site: readSiteEnvironment(process.env),
      version: requireVariable(process.env, 'SERVICE_VERSION'),
      clock: systemClock,
      log: createLog(),
    }),
  answerUnopened(createLog),
);
