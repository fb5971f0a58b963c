import type { Post, PostState } from '../../api/operations.ts';

/** While something moves. */
export const movingMs = 5_000;
/** While nothing does, and after a failure. */
export const restingMs = 30_000;

/** What has stood still for so long is waited for with patience: TikTok looks at some posts for hours. */
const patienceMs = 15 * 60_000;
/** A post that is to be submitted so soon is taken to move already. */
const imminentMs = 60_000;

/** States that a post leaves by itself within minutes. */
const moves: Readonly<Record<PostState, boolean>> = {
  scheduled: false,
  queued: false,
  submitting: true,
  outcome_unknown: false,
  transferring: true,
  processing: true,
  in_inbox: false,
  cancelled: false,
  failed: false,
  published: false,
};

/** Of these the counts tell even where no such post is among those that are shown. */
const counted: readonly PostState[] = ['submitting', 'transferring'];

type Timed = Pick<Post, 'postId' | 'status' | 'updatedAt' | 'willSubmitAt' | 'bytes'>;

export interface PacedList {
  readonly posts: readonly Timed[];
  readonly counts: Partial<Record<PostState, number>>;
}

/** Something that is to move: by another key it has moved. */
interface Mover {
  readonly key: string;
  /** Since when it stands as it does, by the server. */
  readonly sinceMs: number;
}

const isAboutToMove = ({ status, willSubmitAt }: Timed, nowMs: number): boolean => {
  if (status === 'queued' && willSubmitAt === null) return true;
  const waits = status === 'queued' || status === 'scheduled';
  return waits && willSubmitAt !== null && Date.parse(willSubmitAt) - nowMs < imminentMs;
};

const moverOf = ({ postId, status, bytes, updatedAt, willSubmitAt }: Timed): Mover => ({
  key: [postId, status, bytes.sent].join(' '),
  sinceMs: Math.max(Date.parse(updatedAt), willSubmitAt === null ? 0 : Date.parse(willSubmitAt)),
});

/** The posts that move without being shown, as far as the counts tell of them. */
const unseenIn = ({ posts, counts }: PacedList): number =>
  counted
    .map((state) => (counts[state] ?? 0) - posts.filter(({ status }) => status === state).length)
    .reduce((sum, unseen) => sum + Math.max(unseen, 0), 0);

const moversIn = (list: PacedList, nowMs: number): readonly Mover[] => {
  const unseen = unseenIn(list);
  return [
    ...list.posts.filter((post) => moves[post.status] || isAboutToMove(post, nowMs)).map(moverOf),
    ...(unseen === 0 ? [] : [{ key: `${unseen} unseen`, sinceMs: nowMs }]),
  ];
};

/** After how long the posts are looked up again, by what they were then. */
export type Pace = (list: PacedList | undefined, now: Date) => number;

/**
 * A pace that remembers since when what moves stands as it does. The server says when a post came to its state, and never
 * how late it is: on a machine whose clock is behind, it counts from when it was first seen so.
 */
export const createPace = (): Pace => {
  let seen: ReadonlyMap<string, number> = new Map();
  return (list, now) => {
    if (list === undefined) return restingMs;
    const nowMs = now.getTime();
    seen = new Map(
      moversIn(list, nowMs).map(({ key, sinceMs }) => [key, seen.get(key) ?? Math.min(sinceMs, nowMs)]),
    );
    return [...seen.values()].some((sinceMs) => nowMs - sinceMs < patienceMs) ? movingMs : restingMs;
  };
};
