import { answerData } from '../answers.ts';
import { signAvatarUrl } from '../avatar.ts';
import type { Creator } from '../creators.ts';
import type { Endpoint, Simulation } from '../simulation.ts';
import { admit } from './admission.ts';
import { exceedsActiveUsers, hasPostedTooMuch } from './caps.ts';
import { answerRefusal, isRefusal, type Refusal, refuse } from './posting-errors.ts';
import { privacyOptions } from './privacy.ts';

/** `POST /v2/post/publish/creator_info/query/` (section 5.1). That a creator cannot post is told with HTTP 200. */
export const creatorInfo: Endpoint = (simulation, request) => {
  const admitted = admit(simulation, request, {
    scopes: ['video.publish'],
    limitName: 'creator-info',
    limitPerMinute: simulation.store.state.switches.creatorInfoPerMinute,
  });
  if (isRefusal(admitted)) return answerRefusal(simulation, admitted);
  const { creator } = admitted;
  const obstacle = findObstacle(simulation, creator);
  if (obstacle !== null) return answerRefusal(simulation, obstacle, 200);
  return answerData(simulation.clock.now(), {
    creator_avatar_url: signAvatarUrl(simulation, creator.username, 168),
    creator_username: creator.username,
    creator_nickname: creator.nickname,
    privacy_level_options: privacyOptions(creator),
    comment_disabled: creator.commentDisabled,
    duet_disabled: creator.duetDisabled || creator.privateAccount,
    stitch_disabled: creator.stitchDisabled || creator.privateAccount,
    max_video_post_duration_sec: creator.maxVideoPostDurationSec,
  });
};

/** Why a creator can make no direct post now, or null: a ban, the creator's cap, the app's. */
export function findObstacle({ store, clock }: Simulation, creator: Creator): Refusal | null {
  const now = clock.now();
  if (creator.banned) return refuse('spam_risk_user_banned_from_posting');
  if (hasPostedTooMuch(store.state, creator, now)) return refuse('spam_risk_too_many_posts');
  return exceedsActiveUsers(store.state, creator, now) ? refuse('reached_active_user_cap') : null;
}
