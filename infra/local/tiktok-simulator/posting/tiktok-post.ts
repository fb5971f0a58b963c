import type { PublishTask } from './task.ts';

/** A video or photo post on a creator's profile. */
export interface TikTokPost {
  readonly postId: string;
  /** Null for what the creator posted without the app. */
  readonly publishId: string | null;
  readonly openId: string;
  readonly media: PublishTask['media'];
  readonly createdAt: number;
  readonly isAigc: boolean;
  title: string;
  privacyLevel: string;
  durationSeconds: number;
  widthPx: number;
  heightPx: number;
  /** When it passes moderation, or null. */
  moderationDueAt: number | null;
  /** Since when everyone can see it, or null. */
  publicAt: number | null;
  deletedAt: number | null;
}

export const publicLevel = 'PUBLIC_TO_EVERYONE';

/** Whether everyone can see a post now. */
export function isPublic({ publicAt, deletedAt }: TikTokPost): boolean {
  return publicAt !== null && deletedAt === null;
}
