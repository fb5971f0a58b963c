import { answerKnownError } from './answers.ts';
import { authorize, submitConsent } from './authorize.ts';
import { avatar } from './avatar.ts';
import { creatorInfo } from './posting/creator-info.ts';
import { initPhotos } from './posting/init-photo.ts';
import { initDirectVideo, initInboxVideo } from './posting/init-video.ts';
import { cancel, fetchStatus } from './posting/status.ts';
import { listVideos, queryVideos } from './posting/video-list.ts';
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
  ['POST /v2/video/list/', listVideos],
  ['POST /v2/video/query/', queryVideos],
  ['POST /v2/post/publish/creator_info/query/', creatorInfo],
  ['POST /v2/post/publish/video/init/', initDirectVideo],
  ['POST /v2/post/publish/inbox/video/init/', initInboxVideo],
  ['POST /v2/post/publish/content/init/', initPhotos],
  ['POST /v2/post/publish/status/fetch/', fetchStatus],
  ['POST /v2/post/publish/cancel/', cancel],
]);

/** The endpoint of a method and path; what TikTok does not have answers 404 in the common envelope. */
export function findEndpoint(method: string, path: string): Endpoint {
  if (path.startsWith('/avatars/') && method === 'GET') return avatar;
  return endpoints.get(`${method} ${path}`) ?? answerNotFound;
}

const answerNotFound: Endpoint = ({ clock }, request) =>
  answerKnownError(clock.now(), 'not_found', `There is no ${request.method} ${request.path}.`);
