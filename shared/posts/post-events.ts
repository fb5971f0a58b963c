import type { Announcement } from '../database/accounts.ts';
import type { PostChanges, PostRow } from '../database/posts.ts';
import type { PlatformEvent, PlatformId, PostSaid, PostVisibility } from '../platforms/platform.ts';
import { announcePostChange, changesOf, stepRow } from './change-post.ts';
import { type Happening, type SteppedPost, step } from './step.ts';

/** An event about a post; `key` is its dedupe key in hex. */
export interface PostEvent {
  readonly key: string;
  readonly occurredAt: Date;
  readonly says: PostSaid | PostVisibility;
}

/** An event as one about a post, when it is one. */
export const asPostEvent = (event: Omit<PlatformEvent, 'dedupeKey'>, key: string): PostEvent | undefined =>
  event.says.kind === 'post_said' || event.says.kind === 'post_visibility'
    ? { key, occurredAt: event.occurredAt, says: event.says }
    : undefined;

/** Of a failure that is told without its reason; a look at the status calls it the same. */
const unnamedReason = 'internal';

/** What an event lets happen to its post. */
export const happeningOf = ({ says, occurredAt }: PostEvent): Happening => {
  if (says.kind === 'post_visibility')
    return {
      kind: 'visibility_changed',
      notice: { postId: says.postId, isPublic: says.isPublic, at: occurredAt },
    };
  const isOver = says.word === 'failed' || says.word === 'cancelled';
  const reason = isOver ? { code: says.reason ?? unnamedReason } : undefined;
  return { kind: 'platform_said', word: says.word, reason };
};

/** In the platform's order; within one of its seconds in an order that is nobody's, but always the same. */
const inOrder = (events: readonly PostEvent[]): PostEvent[] =>
  events.toSorted(
    (a, b) => a.occurredAt.getTime() - b.occurredAt.getTime() || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );

export interface PostUpdate {
  readonly changes: PostChanges;
  readonly announcement: Announcement | undefined;
}

/** The platform's own word for the state that the post came to, from the event that says it. */
const statusFor = (stepped: SteppedPost, post: PostRow, events: readonly PostEvent[]): PostChanges => {
  if (stepped.state === post.state) return {};
  const said = events.findLast(({ says }) => says.word === stepped.state);
  return said === undefined ? {} : { platformStatus: said.says.status };
};

/**
 * What events make of the post that they are about, taken together: one change with one announcement, or nothing. The
 * same events in any order and in any batches end in the same state.
 */
export const applyPostEvents = (
  post: PostRow,
  events: readonly PostEvent[],
  platform: PlatformId,
  now: Date,
): PostUpdate | undefined => {
  const ordered = inOrder(events);
  const [first, ...others] = ordered.map(happeningOf);
  if (first === undefined) return undefined;
  const stepped = others.reduce(step, stepRow(post, first));
  if (isUnchanged(stepped, post)) return undefined;
  return {
    changes: {
      ...changesOf(stepped, post, now),
      ...statusFor(stepped, post, ordered),
    },
    announcement: announcePostChange(post, stepped, `platform:${platform}`, now),
  };
};

const isUnchanged = (stepped: SteppedPost, post: PostRow): boolean =>
  stepped.state === post.state &&
  stepped.reason?.code === post.reason?.code &&
  stepped.bytesConfirmed === post.bytesConfirmed &&
  stepped.postIds === post.postIds &&
  stepped.publicNotices === post.publicNotices;
