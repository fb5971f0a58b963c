import { createHash, randomUUID } from 'node:crypto';
import { filledText, flag, InputError, type Reader, readObject, type Shape, text, whole } from './input.ts';

/** A TikTok user who can connect. `openId` belongs to the simulator's one app, `unionId` to its developer. */
export interface Creator {
  openId: string;
  unionId: string;
  username: string;
  nickname: string;
  bio: string;
  isVerified: boolean;
  followerCount: number;
  followingCount: number;
  likesCount: number;
  videoCount: number;
  privateAccount: boolean;
  /** Banned from posting through the API; the account itself can still log in. */
  banned: boolean;
  commentDisabled: boolean;
  duetDisabled: boolean;
  stitchDisabled: boolean;
  maxVideoPostDurationSec: number;
  /** Direct posts in 24 hours, over all apps (section 6). */
  dailyPostCap: number;
  /** Of the TikTok app on the creator's phone. */
  appVersion: string;
}

/** What a new creator needs; everything else has an ordinary value. */
export type NewCreator = Partial<Creator> & Pick<Creator, 'username'>;

const appVersion: Reader<string> = (value, place) => {
  if (typeof value === 'string' && /^\d+(\.\d+)*$/.test(value)) return value;
  throw new InputError(`${place} must be a version such as 34.5.0.`);
};

export const creatorShape: Shape<Creator> = {
  openId: filledText,
  unionId: filledText,
  username: filledText,
  nickname: text,
  bio: text,
  isVerified: flag,
  followerCount: whole(0),
  followingCount: whole(0),
  likesCount: whole(0),
  videoCount: whole(0),
  privateAccount: flag,
  banned: flag,
  commentDisabled: flag,
  duetDisabled: flag,
  stitchDisabled: flag,
  maxVideoPostDurationSec: whole(1),
  dailyPostCap: whole(0),
  appVersion,
};

export const readNewCreator = readObject<Creator, 'username'>(creatorShape, 'username');

/** A whole creator from the few facts that are given. The same username always gets the same open id. */
export function completeCreator(given: NewCreator): Creator {
  return {
    openId: openIdFor(given.username),
    unionId: randomUUID(),
    nickname: given.username,
    bio: '',
    isVerified: false,
    followerCount: 0,
    followingCount: 0,
    likesCount: 0,
    videoCount: 0,
    privateAccount: false,
    banned: false,
    commentDisabled: false,
    duetDisabled: false,
    stitchDisabled: false,
    maxVideoPostDurationSec: 600,
    dailyPostCap: 15,
    appVersion: '34.5.0',
    ...given,
  };
}

/** Live open ids look like `-000` and about 32 URL-safe characters (section 0.5). */
function openIdFor(username: string): string {
  return `-000${createHash('sha256').update(`open_id ${username}`).digest('base64url').slice(0, 32)}`;
}

interface OpenIdIndex {
  readonly sizeWhenBuilt: number;
  readonly byOpenId: Map<string, Creator>;
}

const indexes = new WeakMap<ReadonlyMap<string, Creator>, OpenIdIndex>();

/**
 * The creator of an open id. Looks at all of them only after some were added; creators are never taken away, and a
 * changed one comes with a new map.
 */
export function findCreatorByOpenId(
  creators: ReadonlyMap<string, Creator>,
  openId: string,
): Creator | undefined {
  const known = indexes.get(creators);
  if (known?.sizeWhenBuilt === creators.size) return known.byOpenId.get(openId);
  const byOpenId = new Map([...creators.values()].map((creator) => [creator.openId, creator]));
  indexes.set(creators, { sizeWhenBuilt: creators.size, byOpenId });
  return byOpenId.get(openId);
}

export function sampleCreators(): Creator[] {
  return [
    completeCreator({
      username: 'simcreator',
      nickname: 'Sim Creator',
      openId: '-000SimOpenIdAbCdEfGhIjKlMnOpQrStUvWx',
      unionId: 'c9c60f44-0000-4000-8000-ce22faeb0ba1',
      bio: 'Small studio, big ideas. New clips every Tuesday.',
      isVerified: true,
      followerCount: 12_345,
      followingCount: 321,
      likesCount: 987_654,
      videoCount: 142,
    }),
    completeCreator({
      username: 'quiet.garden',
      nickname: 'Quiet Garden',
      openId: '5f0c2b1e-7d34-4c58-9a6b-2e8f1d3c4b5a',
      unionId: 'a1f3c2d4-0000-4000-8000-5b6a7c8d9e0f',
      bio: 'Plants, for friends only.',
      followerCount: 87,
      followingCount: 120,
      likesCount: 1_034,
      videoCount: 9,
      privateAccount: true,
      duetDisabled: true,
      stitchDisabled: true,
      maxVideoPostDurationSec: 180,
    }),
    completeCreator({
      username: 'toomanyposts',
      nickname: 'Too Many Posts',
      unionId: 'b7e1d9a2-0000-4000-8000-1c2d3e4f5a6b',
      bio: 'Banned from posting through apps.',
      followerCount: 4_020,
      likesCount: 15_007,
      videoCount: 2_318,
      banned: true,
    }),
    completeCreator({
      username: 'zoe_cuisine',
      nickname: 'Zoë 料理 🍜 Élodie',
      unionId: 'd4c3b2a1-0000-4000-8000-6f5e4d3c2b1a',
      bio: 'Recettes d’été · 簡単なレシピ',
      isVerified: true,
      followerCount: 1_204_981,
      followingCount: 42,
      likesCount: 33_870_122,
      videoCount: 618,
    }),
    completeCreator({
      username: 'solo.dancer',
      nickname: 'Solo Dancer',
      unionId: 'e5d4c3b2-0000-4000-8000-7a6f5e4d3c2b',
      bio: 'No duets, no stitches, no comments.',
      followerCount: 56_310,
      followingCount: 8,
      likesCount: 402_113,
      videoCount: 77,
      commentDisabled: true,
      duetDisabled: true,
      stitchDisabled: true,
      maxVideoPostDurationSec: 300,
    }),
  ];
}
