import {
  connectPage,
  parseReturnTo,
  readSiteEnvironment,
  type Site,
  uploadPage,
} from '../../shared/accounts/site.ts';
import { createSession as route } from '../../shared/contract/routes/create-session.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import type { Secret } from '../../shared/core/secret.ts';
import { isScope } from '../../shared/http/caller.ts';
import { signSessionToken } from '../../shared/http/caller-token.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { decideSession } from '../../shared/http/session.ts';
import { openSigningSecret } from '../from-environment.ts';
import { start } from '../start.ts';

/** A page's address with the session in its fragment, which no server and no log sees. */
const withSession = (page: URL, token: string, returnTo: URL | undefined): string => {
  const fragment = new URLSearchParams({
    token,
    ...(returnTo === undefined ? {} : { returnTo: returnTo.href }),
  });
  return `${page.href}#${fragment}`;
};

export const create = (
  dependencies: { site: Site; signingSecret: () => Promise<Secret> } & EdgeDependencies,
) =>
  endpoint(
    route,
    dependencies,
  )(async ({ caller, body, now }) => {
    const { site, signingSecret } = dependencies;
    const returnTo = body.returnTo === undefined ? undefined : parseReturnTo(body.returnTo, site, 'body');
    const wish = {
      userId: body.userId,
      scopes: body.scope.split(' ').filter(isScope),
      ttlSeconds: body.ttlSeconds,
    };
    const session = decideSession(caller, wish, now);
    const token = await signSessionToken(session, await signingSecret(), now);
    return {
      status: 201,
      body: {
        token,
        expiresAt: session.expiresAt.toISOString(),
        connectUrl: withSession(connectPage(site), token, returnTo),
        uploadUrl: withSession(uploadPage(site), token, returnTo),
      },
    };
  });

export const handler = start(
  () =>
    create({
      site: readSiteEnvironment(process.env),
      signingSecret: openSigningSecret(process.env).read,
      clock: systemClock,
      log: createLog(),
    }),
  answerUnopened(createLog),
);
