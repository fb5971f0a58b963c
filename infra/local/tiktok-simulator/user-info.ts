import { answerData, answerKnownError } from './answers.ts';
import { signAvatarUrl } from './avatar.ts';
import { isAnswer, readBearer } from './bearer.ts';
import { type Creator, findCreatorByOpenId } from './creators.ts';
import type { Endpoint, Simulation } from './simulation.ts';
import type { Grant } from './state.ts';

interface UserField {
  readonly scope: 'user.info.basic' | 'user.info.profile' | 'user.info.stats';
  readonly read: (creator: Creator, avatarUrl: (sizePx: number) => string) => string | number | boolean;
}

const basic = (read: UserField['read']): UserField => ({
  scope: 'user.info.basic',
  read,
});
const profile = (read: UserField['read']): UserField => ({
  scope: 'user.info.profile',
  read,
});
const stats = (read: UserField['read']): UserField => ({
  scope: 'user.info.stats',
  read,
});

/** The fields of section 4.1 with the scope that each one needs. */
const userFields: ReadonlyMap<string, UserField> = new Map([
  ['open_id', basic((creator) => creator.openId)],
  ['union_id', basic((creator) => creator.unionId)],
  ['avatar_url', basic((_creator, avatarUrl) => avatarUrl(168))],
  ['avatar_url_100', basic((_creator, avatarUrl) => avatarUrl(100))],
  ['avatar_large_url', basic((_creator, avatarUrl) => avatarUrl(720))],
  ['display_name', basic((creator) => creator.nickname)],
  ['bio_description', profile((creator) => creator.bio)],
  [
    'profile_deep_link',
    profile((creator) => `https://vm.tiktok.com/sim/${encodeURIComponent(creator.username)}/`),
  ],
  [
    'profile_web_link',
    profile((creator) => `https://www.tiktok.com/@${encodeURIComponent(creator.username)}`),
  ],
  ['is_verified', profile((creator) => creator.isVerified)],
  ['username', profile((creator) => creator.username)],
  ['follower_count', stats((creator) => creator.followerCount)],
  ['following_count', stats((creator) => creator.followingCount)],
  ['likes_count', stats((creator) => creator.likesCount)],
  ['video_count', stats((creator) => creator.videoCount)],
]);

/** `GET /v2/user/info/?fields=` in the order of section 11.2: token, scopes, rate, then its own rules. */
export const userInfo: Endpoint = (simulation, request) => {
  const { clock } = simulation;
  const grant = readBearer(simulation, request);
  if (isAnswer(grant)) return grant;
  const names = (request.query.get('fields') ?? '').split(',').map((name) => name.trim());
  const missing = findMissingScope(names, grant);
  if (missing !== null) return answerMissingScope(simulation, missing);
  if (!admit(simulation, grant)) {
    return answerKnownError(
      clock.now(),
      'rate_limit_exceeded',
      'The API rate limit was exceeded. Try again later.',
    );
  }
  const unknown = names.find((name) => !userFields.has(name));
  if (unknown !== undefined) return answerKnownError(clock.now(), 'invalid_params', describeField(unknown));
  const creator = findCreatorByOpenId(simulation.store.state.creators, grant.openId);
  if (creator === undefined) return answerKnownError(clock.now(), 'internal_error', 'The user is gone.');
  return answerData(clock.now(), {
    user: readUser(simulation, creator, names),
  });
};

function findMissingScope(names: readonly string[], grant: Grant): string | null {
  const needed = names.flatMap((name) => userFields.get(name)?.scope ?? []);
  return needed.find((scope) => !grant.scopes.includes(scope)) ?? null;
}

function answerMissingScope({ store, clock }: Simulation, scope: string) {
  const message = `The user did not authorize the scope ${scope}.`;
  return answerKnownError(clock.now(), store.state.switches.missingScopeError, message);
}

function admit({ store, limiter }: Simulation, grant: Grant): boolean {
  const { userInfoPerMinute, userInfoCountedPer } = store.state.switches;
  const key = userInfoCountedPer === 'user' ? `user-info ${grant.openId}` : 'user-info';
  return limiter.admit(key, userInfoPerMinute);
}

function describeField(name: string): string {
  return name === '' ? 'The parameter fields is required.' : `The field ${name} is invalid.`;
}

function readUser(
  simulation: Simulation,
  creator: Creator,
  names: readonly string[],
): Record<string, unknown> {
  const avatarUrl = (sizePx: number) => signAvatarUrl(simulation, creator.username, sizePx);
  return Object.fromEntries(names.map((name) => [name, userFields.get(name)?.read(creator, avatarUrl)]));
}
