import type { Post, PostState } from '../../../api/operations.ts';

/** How a state is coloured. Its words say the same. */
export type Tone = 'good' | 'warn' | 'bad' | 'plain';

export const toneOf: Readonly<Record<PostState, Tone>> = {
  scheduled: 'plain',
  queued: 'plain',
  submitting: 'plain',
  outcome_unknown: 'warn',
  transferring: 'plain',
  processing: 'plain',
  in_inbox: 'warn',
  cancelled: 'plain',
  failed: 'bad',
  published: 'good',
};

/** Which of the texts says where a post stands; most states have one, some need to be told apart. */
export type StateText =
  | Exclude<PostState, 'queued' | 'processing' | 'published'>
  | 'queued'
  | 'queued_limits'
  | 'processing_file'
  | 'processing_pull'
  | 'processing_cancel'
  | 'published_public'
  | 'published_gone'
  | 'published_inbox'
  | 'published_checking'
  | 'published_audience';

const publishedText = (post: Post): StateText => {
  if (post.isPublic) return 'published_public';
  if (post.postIds.length > 0) return 'published_gone';
  if (post.mode === 'inbox') return 'published_inbox';
  return post.privacyLevel === 'PUBLIC_TO_EVERYONE' ? 'published_checking' : 'published_audience';
};

/** Whether its end was asked for, as the cancelling of this page learnt. */
export const stateTextOf = (post: Post, wasAskedToStop: boolean): StateText => {
  switch (post.status) {
    case 'queued':
      return post.willSubmitAt === null ? 'queued' : 'queued_limits';
    case 'processing':
      if (wasAskedToStop) return 'processing_cancel';
      return post.source === 'PULL_FROM_URL' ? 'processing_pull' : 'processing_file';
    case 'published':
      return publishedText(post);
    default:
      return post.status;
  }
};

/** The states that a post has been through, in their order. A state can be older than the one that it is in. */
export const timelineOf = ({
  times,
  status,
  updatedAt,
}: Post): readonly { state: PostState; at: string }[] => {
  const known = Object.entries(times).flatMap(([state, at]) =>
    at === undefined ? [] : [{ state: state as PostState, at }],
  );
  const all = times[status] === undefined ? [...known, { state: status, at: updatedAt }] : known;
  return all.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
};

/** The second leg, from our store to TikTok. `unknown`: TikTok fetches by itself and does not say how far it is. */
export type Transfer =
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'measured'; readonly sentBytes: number; readonly totalBytes: number };

export const transferOf = ({ status, source, bytes }: Post): Transfer => {
  if (source === 'PULL_FROM_URL') return { kind: status === 'processing' ? 'unknown' : 'none' };
  const isUnderWay = status === 'transferring' || status === 'submitting' || status === 'processing';
  if (!isUnderWay || bytes.total === null || bytes.total === 0) return { kind: 'none' };
  return {
    kind: 'measured',
    sentBytes: Math.min(bytes.sent, bytes.total),
    totalBytes: bytes.total,
  };
};

const underWay: readonly PostState[] = ['queued', 'submitting', 'transferring', 'processing'];

/** Whether it is sent and not there yet: what is still to come has to be told (tiktok-api.md section 9, points 35 and 37). */
export const isUnderWay = ({ status }: Post): boolean => underWay.includes(status);

/** `now`: it has not been sent. `ask`: TikTok fetches it, and may be asked to stop. */
export const cancellingOf = ({ status, source }: Post): 'now' | 'ask' | undefined => {
  if (status === 'scheduled' || status === 'queued') return 'now';
  return status === 'processing' && source === 'PULL_FROM_URL' ? 'ask' : undefined;
};
