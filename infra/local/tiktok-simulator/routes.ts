import { answerKnownError } from './answers.ts';
import { authorize, submitConsent } from './authorize.ts';
import { avatar } from './avatar.ts';
import { revoke } from './revoke.ts';
import type { Endpoint } from './simulation.ts';
import { token } from './token.ts';
import { userInfo } from './user-info.ts';

/** TikTok's paths, exactly as documented: each ends in a slash, and without it there is nothing. */
const endpoints: ReadonlyMap<string, Endpoint> = new Map([
  ['GET /v2/auth/authorize/', authorize],
  ['POST /v2/auth/authorize/', submitConsent],
  ['POST /v2/oauth/token/', token],
  ['POST /v2/oauth/revoke/', revoke],
  ['GET /v2/user/info/', userInfo],
]);

/** The endpoint of a method and path; what TikTok does not have answers 404 in the common envelope. */
export function findEndpoint(method: string, path: string): Endpoint {
  if (path.startsWith('/avatars/') && method === 'GET') return avatar;
  return endpoints.get(`${method} ${path}`) ?? answerNotFound;
}

const answerNotFound: Endpoint = ({ clock }, request) =>
  answerKnownError(clock.now(), 'not_found', `There is no ${request.method} ${request.path}.`);
