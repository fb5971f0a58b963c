import { randomBytes, randomInt } from 'node:crypto';
import type { PublishTask } from './task.ts';

/** An id like those of posts: 19 digits, beyond what a double holds exactly (section 10.1). */
export function newPostId(): string {
  // The last digit is odd: a rounded one always ends in 0, so a client that rounds never gets it right by luck.
  return `76${digits(16)}${randomInt(5) * 2 + 1}`;
}

/** A publish id with the prefix of its kind (section 0.5). */
export function newPublishId({
  mode,
  media,
  source,
}: Pick<PublishTask, 'mode' | 'media' | 'source'>): string {
  const number = `76${digits(17)}`;
  if (media === 'photo') return `p_pub_url~v2.${number}`;
  const kind = mode === 'direct' ? 'v_pub' : 'v_inbox';
  if (source === 'PULL_FROM_URL') return `${kind}_url~v2.${number}`;
  return mode === 'direct' ? `v_pub_file~v2-1.${number}` : `v_inbox_file~v2.${number}`;
}

export const newUploadId = (): string => `76${digits(17)}`;
export const newUploadToken = (): string => randomBytes(24).toString('base64url');

function digits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('');
}
