import type { ApiRequest } from '../http.ts';
import { InputError, oneOf } from '../input.ts';
import type { Endpoint, Simulation } from '../simulation.ts';
import { type Admitted, admit, initDoor } from './admission.ts';
import type { TaskWish } from './create-task.ts';
import { findObstacle } from './creator-info.ts';
import { answerInit, refuseDraft } from './init-video.ts';
import { readPhotoPostInfo } from './post-info.ts';
import { answerRefusal, isRefusal, type Refusal, refuse } from './posting-errors.ts';
import { refuseLevel, refuseUnaudited } from './privacy.ts';
import { refuseUrls } from './pull-urls.ts';
import { readBody } from './read-body.ts';
import { readPhotoSource, required } from './source-info.ts';

/** The oldest TikTok app that takes photo drafts (section 5.4). */
const oldestAppVersion = [31, 8] as const;

const scopesByMode = { DIRECT_POST: ['video.publish'], MEDIA_UPLOAD: ['video.upload'] } as const;
type PostMode = keyof typeof scopesByMode;

/** `POST /v2/post/publish/content/init/` (section 5.4). Which scope it needs depends on its post_mode. */
export const initPhotos: Endpoint = (simulation, request) => {
  const mode = peekMode(request);
  const scopes = mode === null ? ['video.publish', 'video.upload'] : scopesByMode[mode];
  const admitted = admit(simulation, request, initDoor(simulation, scopes, 'photo'));
  return isRefusal(admitted)
    ? answerRefusal(simulation, admitted)
    : answerInit(simulation, admitted, () => readPhotos(simulation, request, admitted));
};

const readMode = (body: Record<string, unknown>): { mode: PostMode } => ({
  mode: required(body, 'post_mode', oneOf('DIRECT_POST', 'MEDIA_UPLOAD')),
});

function peekMode(request: ApiRequest): PostMode | null {
  const found = readBody(request, readMode);
  return isRefusal(found) ? null : found.mode;
}

function readPhotos(simulation: Simulation, request: ApiRequest, { creator }: Admitted): TaskWish | Refusal {
  const { state } = simulation.store;
  const body = readBody(request, (given) => {
    if (given['media_type'] !== 'PHOTO') throw new InputError('media_type must be PHOTO');
    const { mode } = readMode(given);
    const isDirect = mode === 'DIRECT_POST';
    const info = readPhotoPostInfo(given, state.switches, isDirect);
    return { isDirect, info, source: readPhotoSource(given) };
  });
  if (isRefusal(body)) return body;
  const { isDirect, info, source } = body;
  const refusal = isDirect
    ? (refuseLevel(creator, info.privacyLevel) ??
      findObstacle(simulation, creator) ??
      refuseUnaudited(state, creator, info.privacyLevel))
    : (refuseOldApp(creator.appVersion) ?? refuseDraft(simulation, creator));
  const mode = isDirect ? 'direct' : 'draft';
  return (
    refusal ??
    refuseUrls(state, source) ?? { mode, media: 'photo', info, source, coverIndex: source.coverIndex }
  );
}

function refuseOldApp(version: string): Refusal | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestAppVersion;
  const isNew = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  return isNew ? null : refuse('app_version_check_failed');
}
