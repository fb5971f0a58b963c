import type { PostRow, PostState } from '../database/posts.ts';
import type { PostWords } from '../platforms/posting.ts';
import { explainReason } from './own-reasons.ts';
import { sayStatus } from './status-sentence.ts';

/** A post, and the handle of its creator when it is known. */
export interface ShownPost {
  readonly post: PostRow;
  readonly username: string | null;
}

/** The states whose reason is one to be told. */
const reasoned: readonly PostState[] = ['failed', 'cancelled', 'outcome_unknown'];

/** What is said of a post that ended without a reason's being stored. */
const defaultReasons: Readonly<Partial<Record<PostState, string>>> = {
  failed: 'internal',
  cancelled: 'publish_cancelled',
  outcome_unknown: 'answer_lost',
};

const showFailure = ({ state, reason }: PostRow, words: PostWords) => {
  const code = reasoned.includes(state) ? (reason?.code ?? defaultReasons[state]) : undefined;
  if (code === undefined) return null;
  const { sentence, advice } = explainReason(code, words);
  return { code, logId: reason?.logId ?? null, sentence, advice };
};

const noLongerPublic = ({ publicNotices }: PostRow): string[] =>
  publicNotices.filter(({ isPublic }) => !isPublic).map(({ postId }) => postId);

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

/** A post as every reply shows it. Its ids stay the text that they are. */
export const showPost = ({ post, username }: ShownPost, words: PostWords) => {
  const failure = showFailure(post, words);
  const gone = noLongerPublic(post);
  // The platform names an id only once everybody can see the post.
  const publicIds = post.postIds.filter((postId) => !gone.includes(postId));
  const { title, privacyLevel } = post.intent.options;
  return {
    postId: post.id,
    publishId: post.publishId,
    accountId: post.accountId,
    mode: post.mode,
    mediaKind: post.mediaKind,
    source: post.source,
    status: post.state,
    statusSentence: sayStatus(post, failure ?? undefined, words),
    platformStatus: post.platformStatus,
    failure,
    bytes: { sent: post.bytesConfirmed, total: post.sizeBytes },
    postIds: [...post.postIds],
    urls: username === null ? [] : publicIds.map((id) => words.postUrl(username, post.mediaKind, id)),
    isPublic: publicIds.length > 0,
    noLongerPublic: gone,
    title: title ?? null,
    privacyLevel: privacyLevel ?? null,
    reference: post.reference,
    publishAt: iso(post.publishAt),
    willSubmitAt: iso(post.willSubmitAt),
    submittedAt: iso(post.submittedAt),
    createdAt: post.createdAt.toISOString(),
    updatedAt: post.updatedAt.toISOString(),
    times: post.stateTimes,
  };
};
