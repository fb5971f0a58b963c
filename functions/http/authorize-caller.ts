import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
} from 'aws-lambda';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog, describeError, type Log } from '../../shared/core/log.ts';
import { encodeVerdict, type Verdict } from '../../shared/http/caller.ts';
import {
  discoverOidcProvider,
  type TokenVerification,
  verifyCallerToken,
} from '../../shared/http/caller-token.ts';
import { openSigningSecret, readOidcSettings } from '../from-environment.ts';
import { start } from '../start.ts';

export type AuthorizerResult = APIGatewaySimpleAuthorizerWithContextResult<Record<string, string>>;

const readBearer = (header: string | undefined): string | undefined =>
  /^Bearer +([\w.~+/-]+=*)$/i.exec(header?.trim() ?? '')?.[1];

const judge = async (
  header: string | undefined,
  verification: TokenVerification,
  log: Log,
): Promise<Verdict> => {
  const token = readBearer(header);
  if (token === undefined) return { verdict: header === undefined || header === '' ? 'missing' : 'invalid' };
  try {
    return await verifyCallerToken(token, verification);
  } catch (error) {
    log.error('A token could not be judged', { error: describeError(error) });
    return { verdict: 'undecided' };
  }
};

const admit = (verdict: Verdict): AuthorizerResult => ({
  isAuthorized: true,
  context: encodeVerdict(verdict),
});

/** Admits every request with its verdict, since an HTTP API cannot shape an authorizer's own refusals; the edge refuses. */
export const create =
  (dependencies: { verification: TokenVerification; log: Log }) =>
  async (event: Pick<APIGatewayRequestAuthorizerEventV2, 'headers'>): Promise<AuthorizerResult> =>
    admit(await judge(event.headers?.['authorization'], dependencies.verification, dependencies.log));

export const handler = start(
  async () => {
    const oidc = readOidcSettings(process.env);
    const provider =
      oidc === undefined ? undefined : await discoverOidcProvider(oidc.issuer, oidc.audience, fetch);
    const signingSecret = openSigningSecret(process.env).read;
    return create({ verification: { signingSecret, oidc: provider, clock: systemClock }, log: createLog() });
  },
  (error) => {
    createLog().error('The authorizer could not be opened', { error: describeError(error) });
    return admit({ verdict: 'undecided' });
  },
);
