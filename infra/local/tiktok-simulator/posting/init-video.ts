import { answerData } from '../answers.ts';
import type { Answer, ApiRequest } from '../http.ts';
import type { Endpoint, Simulation } from '../simulation.ts';
import { type Admitted, admit, initDoor } from './admission.ts';
import { hasTooManyDrafts } from './caps.ts';
import { beginTask } from './course.ts';
import { createTask, type TaskWish } from './create-task.ts';
import { findObstacle } from './creator-info.ts';
import { type PostInfo, readVideoPostInfo } from './post-info.ts';
import { answerRefusal, isRefusal, type Refusal, refuse } from './posting-errors.ts';
import { refuseLevel, refuseUnaudited } from './privacy.ts';
import { refuseUrls } from './pull-urls.ts';
import { readBody } from './read-body.ts';
import { readVideoSource, type Source } from './source-info.ts';

/** `POST /v2/post/publish/video/init/` (section 5.2), checked in the order of section 11.2. */
export const initDirectVideo: Endpoint = (simulation, request) => {
  const admitted = admit(simulation, request, initDoor(simulation, ['video.publish'], 'video'));
  return isRefusal(admitted)
    ? answerRefusal(simulation, admitted)
    : answerInit(simulation, admitted, () => readDirect(simulation, request, admitted));
};

/** `POST /v2/post/publish/inbox/video/init/` (section 5.3). */
export const initInboxVideo: Endpoint = (simulation, request) => {
  const admitted = admit(simulation, request, initDoor(simulation, ['video.upload'], 'inbox'));
  return isRefusal(admitted)
    ? answerRefusal(simulation, admitted)
    : answerInit(simulation, admitted, () => readInbox(simulation, request, admitted));
};

/** Makes the task that a call asks for, or says why there will be none. */
export function answerInit(
  simulation: Simulation,
  admitted: Admitted,
  read: () => TaskWish | Refusal,
): Answer {
  const wish = read();
  if (isRefusal(wish)) return answerRefusal(simulation, wish);
  const task = createTask(simulation, admitted, wish);
  beginTask(simulation, task);
  const { publishId, upload } = task;
  return answerData(simulation.clock.now(), {
    publish_id: publishId,
    ...(upload === null ? {} : { upload_url: upload.url }),
  });
}

function readDirect(simulation: Simulation, request: ApiRequest, { creator }: Admitted): TaskWish | Refusal {
  const { state } = simulation.store;
  const body = readBody<{ info: PostInfo; source: Source }>(request, (given) => ({
    info: readVideoPostInfo(given, state.switches),
    source: readVideoSource(given, state.switches),
  }));
  if (isRefusal(body)) return body;
  const { info, source } = body;
  return (
    refuseLevel(creator, info.privacyLevel) ??
    findObstacle(simulation, creator) ??
    refuseUnaudited(state, creator, info.privacyLevel) ??
    refuseUrls(state, source) ?? { mode: 'direct', media: 'video', info, source, coverIndex: null }
  );
}

function readInbox(simulation: Simulation, request: ApiRequest, { creator }: Admitted): TaskWish | Refusal {
  const { state } = simulation.store;
  const source = readBody(request, (given) => readVideoSource(given, state.switches));
  if (isRefusal(source)) return source;
  const info = { sent: {}, title: '', privacyLevel: null, isAigc: false };
  return (
    refuseDraft(simulation, creator) ??
    refuseUrls(state, source) ?? { mode: 'draft', media: 'video', info, source, coverIndex: null }
  );
}

/** Why a creator can get no draft now, or null: a ban, or too many that wait already. */
export function refuseDraft({ store, clock }: Simulation, creator: Admitted['creator']): Refusal | null {
  if (creator.banned) return refuse('spam_risk_user_banned_from_posting');
  return hasTooManyDrafts(store.state, creator, clock.now())
    ? refuse('spam_risk_too_many_pending_share')
    : null;
}
