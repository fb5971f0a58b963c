import { Failure } from '../core/failure.ts';
import { isId } from '../core/ids.ts';
import { describeError } from '../core/log.ts';
import type { AccountRow } from '../database/accounts.ts';
import type { MediaRows } from '../database/media.ts';
import type { NewPost, PostRow, PostStore } from '../database/posts.ts';
import type { Quota } from '../database/quota.ts';
import { announce } from '../outbox/crm-event.ts';
import type { PostRules } from '../platforms/post-rules.ts';
import type { Send } from '../queue/sqs.ts';
import { explainState } from '../tokens/state-reason.ts';
import { refuseChoices } from './check-choices.ts';
import { checkFiles, namedFiles, type ReadyMedia } from './check-files.ts';
import { readOrder } from './check-order.ts';
import { type CreatorInfoDependencies, type CreatorPosting, fetchCreatorInfo } from './creator-info.ts';
import { type CheckedOrder, durationOf, writePost } from './new-post.ts';
import type { PostingSettings } from './posting-settings.ts';
import { sendToSubmit } from './queues.ts';
import { type Order, postRefused, refuseField, type UploadForm } from './upload-form.ts';

export interface CreatePostDependencies extends CreatorInfoDependencies {
  readonly posts: PostStore;
  readonly media: Pick<MediaRows, 'find'>;
  readonly rules: PostRules;
  readonly postingSettings: PostingSettings;
  readonly sendToSubmit: Send;
}

/** Who posts: a whole tenant, or within it one user. */
export interface PostCaller {
  readonly tenant: string;
  /** The user whose accounts and files may be used; undefined for a CRM, which uses those of its tenant. */
  readonly onlyUserId: string | undefined;
  readonly actorUserId: string;
}

export interface CreatedPost {
  readonly post: Pick<PostRow, 'id' | 'state' | 'publishId' | 'willSubmitAt' | 'mode' | 'mediaKind'>;
  readonly quota: Quota;
}

const refuseAccount = (
  code: 'account_not_found' | 'account_not_connected' | 'account_scope_missing',
  detail: string,
) => new Failure(code, { detail, errors: [refuseField('/accountId', detail)] });

const findAccount = async (
  { tokens, rules }: CreatePostDependencies,
  { tenant, onlyUserId }: PostCaller,
  { accountId, mode }: Order,
): Promise<AccountRow> => {
  const account = isId(accountId) ? await tokens.read(tenant, accountId) : undefined;
  if (account === undefined || (onlyUserId !== undefined && account.userId !== onlyUserId)) {
    throw refuseAccount('account_not_found', 'There is no account with this accountId here.');
  }
  if (account.state !== 'connected') throw refuseAccount('account_not_connected', explainState(account));
  const scope = rules.scopes[mode];
  if (account.grantedScopes.includes(scope)) return account;
  throw refuseAccount(
    'account_scope_missing',
    `The creator has not granted ${scope}, which ${mode === 'direct' ? 'a post' : 'a draft'} needs. Connect the account again and grant it.`,
  );
};

const readFiles = async (
  { media, rules }: CreatePostDependencies,
  { tenant, onlyUserId }: PostCaller,
  order: Order,
  now: Date,
): Promise<readonly ReadyMedia[]> => {
  // What has not the form of an id cannot name a row.
  const ids = [...new Set(namedFiles(order).map(({ id }) => id))].filter(isId);
  const rows = ids.length === 0 ? [] : await media.find(tenant, ids, onlyUserId);
  return checkFiles(order, rows, rules, now);
};

/** To the minute, rounded up. */
const sayTime = (time: Date): string => {
  const text = new Date(Math.ceil(time.getTime() / 60_000) * 60_000).toISOString();
  return `${text.slice(0, 10)} at ${text.slice(11, 16)} UTC`;
};

/** A post that is scheduled for later than what keeps the creator from posting now is not kept back by it. */
const refuseClosed = (creator: CreatorPosting, { publishAt }: Order, now: Date): void => {
  if (creator.canPost) return;
  const { reason, until } = creator;
  if (publishAt !== null && until !== null && publishAt >= until) return;
  const waitMs = until === null ? undefined : until.getTime() - now.getTime();
  throw new Failure('creator_cannot_post', {
    detail:
      until === null
        ? reason
        : `${reason} That is expected to be possible again on ${sayTime(until)}; a post with a later publishAt is taken now.`,
    ...(waitMs === undefined ? {} : { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) }),
  });
};

/** Asks what the creator can choose from now, and holds the order to it. */
const checkCreator = async (
  dependencies: CreatePostDependencies,
  checked: CheckedOrder,
  now: Date,
): Promise<CreatorPosting> => {
  const { order, account } = checked;
  const creator = await fetchCreatorInfo(dependencies, {
    tenant: account.tenantId,
    accountId: account.id,
    known: account,
  });
  refuseClosed(creator, order, now);
  const errors = creator.info === null ? [] : refuseChoices(order, creator.info, durationOf(checked));
  if (errors.length > 0) throw postRefused(errors);
  return creator;
};

const announceCreated = (post: NewPost) =>
  announce(
    'post.created',
    `user:${post.createdBy}`,
    {
      postId: post.id,
      accountId: post.accountId,
      userId: post.userId,
      state: post.state,
      mode: post.mode,
      mediaKind: post.mediaKind,
      ...(post.publishAt === null ? {} : { publishAt: post.publishAt.toISOString() }),
      ...(post.reference === null ? {} : { reference: post.reference }),
    },
    post.createdAt,
  );

/** The post stands whether the queue takes it now or not: reconcile-posts sends on what was not sent. */
const queuePost = async (
  { sendToSubmit: send, log }: CreatePostDependencies,
  post: NewPost,
): Promise<void> => {
  if (post.state !== 'queued') return;
  await sendToSubmit(send, post).catch((error: unknown) =>
    log.warn('A post could not be queued yet', { postId: post.id, error: describeError(error) }),
  );
};

/**
 * The post that an earlier run of the same request stored under this id; undefined when there is none. What it was asked
 * with was checked then, and is not checked again.
 */
export const findCreated = async (
  dependencies: CreatePostDependencies,
  { tenant }: PostCaller,
  id: string,
): Promise<CreatedPost | undefined> => {
  const post = await dependencies.posts.find(tenant, id);
  return (
    post && { post, quota: await dependencies.quotas.readOne(tenant, post.accountId, dependencies.clock()) }
  );
};

/**
 * Checks what is asked for, stores it as a post under `id` and puts it in the line to be submitted. Nothing is asked of the
 * platform but creator info, and that only of a form, an account and files that are good. However often it runs with one
 * id, one post is stored.
 *
 * Throws `post_refused` naming every refused field, `url_not_verified`, `media_domain_missing`, `account_not_found`,
 * `account_not_connected`, `account_scope_missing`, `media_not_found`, `media_not_ready`, `media_refused`,
 * `creator_cannot_post`, and what `fetchCreatorInfo` throws.
 */
export const createPost = async (
  dependencies: CreatePostDependencies,
  caller: PostCaller,
  form: UploadForm,
  id: string,
  now: Date,
): Promise<CreatedPost> => {
  const { rules, postingSettings, posts, quotas } = dependencies;
  const order = readOrder(form, rules, postingSettings, now);
  const account = await findAccount(dependencies, caller, order);
  const files = await readFiles(dependencies, caller, order, now);
  const asked = { order, account, files, creator: undefined };
  const creator = order.mode === 'direct' ? await checkCreator(dependencies, asked, now) : undefined;
  const quota = creator?.quota ?? (await quotas.readOne(caller.tenant, account.id, now));
  const post = writePost({ ...asked, creator }, id, caller.actorUserId, now);
  if ((await posts.insert(post, announceCreated(post))) === 'exists') {
    const created = await findCreated(dependencies, caller, id);
    if (created !== undefined) return created;
    throw new Error('A post of this id is there and cannot be read.');
  }
  await queuePost(dependencies, post);
  return { post: { ...post, publishId: null }, quota };
};

/** When a post will be submitted, as far as the limits tell; null when nothing more is to be submitted. */
export const willSubmitAt = ({ post, quota }: CreatedPost, now: Date): Date | null => {
  if (post.willSubmitAt !== null) return post.willSubmitAt;
  if (post.state !== 'queued') return null;
  const draft = post.mode === 'inbox' ? [quota.pendingDrafts.freeAt] : [];
  // As TikTok says them of its calls, both caps count drafts of photos too (tiktok-api.md section 5.4).
  const caps =
    post.mode === 'direct' || post.mediaKind === 'photos'
      ? [quota.dailyPosts.until, quota.activeCreators.until]
      : [];
  const waits = [quota.submissions.freeAt, ...draft, ...caps].flatMap((time) =>
    time === null ? [] : [time],
  );
  return new Date(Math.max(now.getTime(), ...waits.map((time) => time.getTime())));
};
