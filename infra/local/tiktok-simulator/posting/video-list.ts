import { answerData } from '../answers.ts';
import type { Answer, ApiRequest } from '../http.ts';
import { InputError, listOf, record, text, whole } from '../input.ts';
import type { Endpoint, Simulation } from '../simulation.ts';
import { type Admitted, admit } from './admission.ts';
import { answerRefusal, isRefusal, type Refusal, refuse } from './posting-errors.ts';
import { readBody } from './read-body.ts';
import { optional, required } from './source-info.ts';
import { isPublic, type TikTokPost } from './tiktok-post.ts';
import { presentVideo, readFields } from './video-fields.ts';

/** `POST /v2/video/list/?fields=` (section 4.2): public posts, newest first; the cursor is in milliseconds. */
export const listVideos: Endpoint = (simulation, request) => {
  const call = enter(simulation, request, 'video-list', (body) => ({
    cursor: optional(body, 'cursor', whole(0)),
    maxCount: optional(body, 'max_count', whole(1, 20)) ?? 10,
  }));
  if (isRefusal(call)) return answerCall(simulation, call);
  const { cursor, maxCount } = call.body;
  const earlier = publicPosts(simulation, call)
    .filter(({ createdAt }) => cursor === null || cursor === 0 || createdAt < cursor)
    .toSorted((left, right) => right.createdAt - left.createdAt);
  const page = earlier.slice(0, maxCount);
  return answerData(simulation.clock.now(), {
    videos: present(simulation, call, page),
    cursor: page.at(-1)?.createdAt ?? cursor ?? simulation.clock.now(),
    has_more: earlier.length > page.length,
  });
};

/** `POST /v2/video/query/?fields=` (section 4.3): what is not public, or not the creator's, is left out. */
export const queryVideos: Endpoint = (simulation, request) => {
  const call = enter(simulation, request, 'video-query', (body) => {
    const ids = required(required(body, 'filters', record), 'video_ids', listOf(text));
    if (ids.length > 20 || ids.some((id) => !/^\d+$/.test(id)))
      throw new InputError('video_ids must be at most 20 numbers as text');
    return { ids };
  });
  if (isRefusal(call)) return answerCall(simulation, call);
  const found = publicPosts(simulation, call).filter(({ postId }) => call.body.ids.includes(postId));
  return answerData(simulation.clock.now(), { videos: present(simulation, call, found) });
};

interface Call<T> extends Admitted {
  readonly names: string[];
  readonly body: T;
}

function enter<T extends object>(
  simulation: Simulation,
  request: ApiRequest,
  limitName: string,
  read: (body: Record<string, unknown>) => T,
): Call<T> | Refusal {
  const { videoCallsPerMinute, userInfoCountedPer } = simulation.store.state.switches;
  const admitted = admit(simulation, request, {
    scopes: ['video.list'],
    limitName,
    limitPerMinute: userInfoCountedPer === 'user' ? videoCallsPerMinute : null,
  });
  if (isRefusal(admitted)) return admitted;
  if (userInfoCountedPer === 'app' && !simulation.limiter.admit(limitName, videoCallsPerMinute))
    return refuse('rate_limit_exceeded');
  const fields = readFields(request.query);
  if ('unknown' in fields) return refuse('invalid_param', `The field ${fields.unknown} is invalid.`);
  // Every key of the body of video list is optional, and so is the body.
  const body = request.body.length === 0 ? readNothing(read) : readBody(request, read);
  return isRefusal(body) ? body : { ...admitted, names: fields.names, body };
}

function readNothing<T extends object>(read: (body: Record<string, unknown>) => T): T | Refusal {
  try {
    return read({});
  } catch (error) {
    if (error instanceof InputError) return refuse('invalid_param', error.message);
    throw error;
  }
}

function publicPosts({ store }: Simulation, { creator }: Admitted): TikTokPost[] {
  return [...store.state.posts.values()].filter(
    (post) => post.openId === creator.openId && isPublic(post) && !creator.privateAccount,
  );
}

function present(simulation: Simulation, { creator, names }: Call<object>, posts: readonly TikTokPost[]) {
  return posts.map((post) => presentVideo({ simulation, post, creator }, names));
}

/** The Display API's pages spell it invalid_params (section 0.4). */
function answerCall(simulation: Simulation, refusal: Refusal): Answer {
  return answerRefusal(simulation, refusal, undefined, 'invalid_params');
}
