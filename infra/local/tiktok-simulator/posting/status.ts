import { newLogId } from '../answers.ts';
import { type Answer, type ApiRequest, answerJsonText } from '../http.ts';
import { text } from '../input.ts';
import type { Endpoint, Simulation } from '../simulation.ts';
import { type Admitted, admit } from './admission.ts';
import { failTask } from './course.ts';
import { stringifyExactly } from './exact-json.ts';
import { answerRefusal, isRefusal, type Refusal, refuse } from './posting-errors.ts';
import { readBody } from './read-body.ts';
import { required } from './source-info.ts';
import type { PublishTask } from './task.ts';
import { isPublic } from './tiktok-post.ts';

const scopes = ['video.publish', 'video.upload'];

/** `POST /v2/post/publish/status/fetch/` (section 5.8). A failed post is a call that went well. */
export const fetchStatus: Endpoint = (simulation, request) => {
  const { statusPerMinute } = simulation.store.state.switches;
  const door = { scopes, limitName: 'status', limitPerMinute: statusPerMinute };
  const admitted = admit(simulation, request, door);
  const task = isRefusal(admitted) ? admitted : findTask(simulation, request, admitted);
  return isRefusal(task) ? answerRefusal(simulation, task) : answerStatus(simulation, task);
};

/** `POST /v2/post/publish/cancel/` (section 5.9): only downloads that are under way; its answer has no data. */
export const cancel: Endpoint = (simulation, request) => {
  const { cancelPerMinute } = simulation.store.state.switches;
  const door = { scopes, limitName: 'cancel', limitPerMinute: cancelPerMinute };
  const admitted = admit(simulation, request, door);
  const task = isRefusal(admitted) ? admitted : findTask(simulation, request, admitted);
  if (isRefusal(task)) return answerRefusal(simulation, task);
  if (task.phase !== 'transfer' || task.pull === null)
    return answerRefusal(simulation, refuse('publish_not_cancellable'));
  failTask(simulation, task, 'publish_cancelled');
  return answerOk(simulation, {});
};

function findTask(
  { store, clock }: Simulation,
  request: ApiRequest,
  { creator }: Admitted,
): PublishTask | Refusal {
  const { tasks, switches, app } = store.state;
  const body = readBody(request, (given) => ({ publishId: required(given, 'publish_id', text) }));
  if (isRefusal(body)) return body;
  const task = tasks.get(body.publishId);
  const { publishIdHours } = switches;
  const knownFor = publishIdHours === null ? Number.POSITIVE_INFINITY : publishIdHours * 3_600_000;
  if (task === undefined || clock.now() - task.createdAt >= knownFor) return refuse('invalid_publish_id');
  const isOwn = task.openId === creator.openId && task.clientKey === app.clientKey;
  return isOwn ? task : refuse('token_not_authorized_for_specified_publish_id');
}

function answerStatus(simulation: Simulation, task: PublishTask): Answer {
  const { status, failReason, upload, pull } = task;
  return answerOk(simulation, {
    data: {
      status,
      ...(failReason === null ? {} : { fail_reason: failReason }),
      ...presentPostIds(simulation, task),
      ...(upload === null ? {} : { uploaded_bytes: upload.receivedBytes }),
      ...(pull === null ? {} : { downloaded_bytes: pull.downloadedBytes }),
    },
  });
}

/** The ids of posts that everyone can see, with all digits, under the key as TikTok spells it (section 10.5). */
function presentPostIds({ store }: Simulation, { publishId }: PublishTask): Record<string, unknown> {
  const { posts, switches } = store.state;
  const ids = [...posts.values()]
    .filter((post) => post.publishId === publishId && isPublic(post))
    .map(({ postId }) => BigInt(postId));
  const key = 'publicaly_available_post_id';
  if (ids.length === 0 || switches.publicPostIds === 'never')
    return switches.missingPostIds === 'empty' ? { [key]: [] } : {};
  const forms = { list: ids, scalar: ids.length === 1 ? ids[0] : ids, 'text-list': ids.map(String) };
  return { [key]: forms[switches.postIdForm] };
}

function answerOk({ clock }: Simulation, data: object): Answer {
  const error = { code: 'ok', message: '', log_id: newLogId(clock.now()) };
  return answerJsonText(200, stringifyExactly({ ...data, error }));
}
