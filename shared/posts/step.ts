import type { PostState } from '../database/posts.ts';

/**
 * The states of a post, in the order in which they win: whichever order polls, webhooks and workers arrive in, the one
 * further down stays. What TikTok says of a post that it has is the last word, so `published` stands below `failed`, which
 * may be our own opinion (tiktok-api.md section 7.5: a failure after a stored success does not overwrite it).
 */
export const postStates = [
  'scheduled',
  'queued',
  'submitting',
  'outcome_unknown',
  'transferring',
  'processing',
  'in_inbox',
  'cancelled',
  'failed',
  'published',
] as const satisfies readonly PostState[];

export type { PostState } from '../database/posts.ts';

/** What the platform's status or webhook says has become of a post. */
export type PlatformWord = 'processing' | 'in_inbox' | 'published' | 'failed' | 'cancelled';

/** Why a post came to its state: a code of the platform's or of ours, for `explainReason`. */
export interface PostReason {
  readonly code: string;
  readonly logId?: string | undefined;
}

/** A video or picture that the public sees, or saw; `at` is the platform's time of the event in whole seconds. */
export interface PublicNotice {
  readonly postId: string;
  readonly isPublic: boolean;
  readonly at: Date;
}

/** What `step` needs of a post. */
export interface SteppedPost {
  readonly state: PostState;
  readonly reason: PostReason | undefined;
  readonly bytesConfirmed: number;
  /** The platform's ids of what came of it, as text; a draft may be posted more than once. */
  readonly postIds: readonly string[];
  /** The last word on each of them. */
  readonly publicNotices: readonly PublicNotice[];
}

/** Everything that can happen to a post. */
export type Happening =
  /** Nothing that a state knows: only its times are looked after. */
  | { readonly kind: 'looked_at' }
  /** Its time has come. */
  | { readonly kind: 'promoted' }
  /** A worker is about to ask the platform for it. */
  // `begin` of database/submission.ts stores it itself, in the one statement that takes the limits.
  | { readonly kind: 'submission_began' }
  /** Nothing was asked, or nothing took effect: it goes back to wait. */
  | { readonly kind: 'submission_put_off' }
  /** The platform has taken it, and fetches the media itself or waits for our bytes. */
  | { readonly kind: 'accepted'; readonly next: 'transferring' | 'processing' }
  /** The platform was asked and its answer was lost, where asking again could post twice. */
  | { readonly kind: 'answer_lost' }
  | { readonly kind: 'bytes_confirmed'; readonly bytes: number }
  | { readonly kind: 'transfer_ended' }
  /** It cannot go on, by the platform's word or by ours. */
  | { readonly kind: 'failed'; readonly reason: PostReason }
  | { readonly kind: 'cancelled'; readonly reason: PostReason }
  | {
      readonly kind: 'platform_said';
      readonly word: PlatformWord;
      readonly reason?: PostReason | undefined;
      readonly postIds?: readonly string[];
      readonly bytes?: number;
    }
  | { readonly kind: 'visibility_changed'; readonly notice: PublicNotice }
  /** A person has looked at TikTok and settled what nobody else could. */
  | { readonly kind: 'resolved'; readonly outcome: 'published' | 'failed' };

const rank = (state: PostState): number => postStates.indexOf(state);

/**
 * Which of two reasons for one state stays, whichever came first: the first by alphabet; of one code the one with a log id,
 * by alphabet again.
 */
const saysMore = (reason: PostReason, known: PostReason | undefined): boolean => {
  if (known === undefined || reason.code < known.code) return true;
  if (reason.code > known.code || reason.logId === undefined) return false;
  return known.logId === undefined || reason.logId < known.logId;
};

const advance = (
  post: SteppedPost,
  state: PostState,
  reason: PostReason | undefined = undefined,
): SteppedPost => {
  if (rank(state) < rank(post.state)) return post;
  if (state !== post.state) return { ...post, state, reason };
  return reason === undefined || !saysMore(reason, post.reason) ? post : { ...post, reason };
};

const addIds = (post: SteppedPost, ids: readonly string[]): SteppedPost => {
  const all = [...new Set([...post.postIds, ...ids])].toSorted();
  return all.length === post.postIds.length ? post : { ...post, postIds: all };
};

const addBytes = (post: SteppedPost, bytes: number): SteppedPost =>
  bytes > post.bytesConfirmed ? { ...post, bytesConfirmed: bytes } : post;

/** Of two notices of one post the later wins; of two in one second, that it is public no longer: it was before. */
const isNewer = (notice: PublicNotice, known: PublicNotice): boolean => {
  const later = notice.at.getTime() - known.at.getTime();
  return later > 0 || (later === 0 && known.isPublic && !notice.isPublic);
};

const note = (post: SteppedPost, notice: PublicNotice): SteppedPost => {
  const known = post.publicNotices.find(({ postId }) => postId === notice.postId);
  if (known !== undefined && !isNewer(notice, known)) return post;
  const others = post.publicNotices.filter(({ postId }) => postId !== notice.postId);
  const all = [...others, notice].toSorted((a, b) => (a.postId < b.postId ? -1 : 1));
  return { ...post, publicNotices: all };
};

/** Only before the platform has taken it can a post go back to the line. */
const goBack = (post: SteppedPost): SteppedPost =>
  post.state === 'submitting' ? { ...post, state: 'queued', reason: undefined } : post;

/**
 * What a happening makes of a post: the one place that decides it, for polls, webhooks, workers and people alike. A state
 * never goes backwards but from `submitting` to `queued`, which says that the platform knows nothing of it. The same
 * words of the platform, in any order and number, end in the same state. Returns `post` itself when nothing changes.
 */
export const step = (post: SteppedPost, happening: Happening): SteppedPost => {
  switch (happening.kind) {
    case 'looked_at':
      return post;
    case 'promoted':
      return advance(post, 'queued');
    case 'submission_began':
      return advance(post, 'submitting');
    case 'submission_put_off':
      return goBack(post);
    case 'accepted':
      return advance(post, happening.next);
    case 'answer_lost':
      return advance(post, 'outcome_unknown');
    case 'bytes_confirmed':
      return addBytes(post, happening.bytes);
    case 'transfer_ended':
      return advance(post, 'processing');
    case 'failed':
    case 'cancelled':
      return advance(post, happening.kind, happening.reason);
    case 'platform_said': {
      const said = advance(post, happening.word, happening.reason);
      return addIds(addBytes(said, happening.bytes ?? 0), happening.postIds ?? []);
    }
    case 'visibility_changed': {
      const { notice } = happening;
      return note(addIds(advance(post, 'published'), [notice.postId]), notice);
    }
    case 'resolved':
      return post.state === 'outcome_unknown'
        ? advance(post, happening.outcome, { code: 'resolved_by_person' })
        : post;
  }
};

/** The states in which nothing more happens by itself; a draft in the inbox waits for its creator. */
export const isSettled = (state: PostState): boolean =>
  state === 'published' || state === 'failed' || state === 'cancelled' || state === 'in_inbox';
