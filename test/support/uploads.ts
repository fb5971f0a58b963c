import { randomUUID } from 'node:crypto';
import type { Creator } from '../../infra/local/tiktok-simulator/creators.ts';
import { createMediaRows, type MediaFacts, type MediaProblem } from '../../shared/database/media.ts';
import { createPostStore, type PostRow } from '../../shared/database/posts.ts';
import type { UploadForm } from '../../shared/posts/upload-form.ts';
import type { Answer } from './answer.ts';
import type { Api } from './api.ts';
import { textAt } from './browser.ts';
import { type GrantedAccount, type GrantWish, grantAccount } from './granted-accounts.ts';

export const uploadPath = '/api/tiktok/upload';
export const creatorInfoPath = '/v2/post/publish/creator_info/query/';

export interface CreatorWish extends GrantWish {
  readonly creator?: Partial<Creator>;
  readonly scopes?: readonly string[];
}

export interface PostingAccount extends GrantedAccount {
  readonly username: string;
}

/** A connected creator of user-1 in tenant-a unless stated. */
export const openCreator = async (api: Api, wish: CreatorWish = {}): Promise<PostingAccount> => {
  const account = await grantAccount(api, wish);
  const { control } = api.simulator;
  const username = control.listCreators().find(({ openId }) => openId === account.openId)?.username;
  if (username === undefined) throw new Error('The simulator does not know the creator.');
  if (wish.creator !== undefined) control.patchCreator(username, wish.creator);
  if (wish.scopes !== undefined) {
    await api.database.superuser`
      update oauth_accounts set granted_scopes = ${`{${wish.scopes.join(',')}}`} where id = ${account.id}`;
  }
  return { ...account, username };
};

export interface StageWish {
  readonly tenant?: string;
  readonly user?: string;
  readonly kind?: 'video' | 'photo';
  readonly durationSeconds?: number | null;
  readonly problems?: readonly MediaProblem[];
  readonly state?: 'uploading' | 'ready' | 'refused' | 'deleted';
  readonly expiresInMs?: number;
  readonly sizeBytes?: number;
}

const factsOf = (kind: 'video' | 'photo', durationSeconds: number | null): MediaFacts => ({
  container: kind === 'video' ? 'mp4' : 'jpeg',
  codec: kind === 'video' ? 'h264' : null,
  durationSeconds: kind === 'video' ? durationSeconds : null,
  widthPx: 1080,
  heightPx: kind === 'video' ? 1920 : 1080,
  frameRate: kind === 'video' ? 30 : null,
});

/** A staged file, whole and sound unless stated; answers its id. */
export const stage = async (api: Api, wish: StageWish = {}): Promise<string> => {
  const { tenant = 'tenant-a', kind = 'video', state = 'ready', durationSeconds = 42.5 } = wish;
  const rows = createMediaRows(api.database.app);
  const id = randomUUID();
  const expiresAt = new Date(api.now().getTime() + (wish.expiresInMs ?? 29 * 86_400_000));
  const sizeBytes = wish.sizeBytes ?? 5_000_000;
  const contentType = kind === 'video' ? 'video/mp4' : 'image/jpeg';
  await rows.insert({
    id,
    tenantId: tenant,
    userId: wish.user ?? 'user-1',
    kind,
    key: `media/some-tenant/${id}`,
    fileName: kind === 'video' ? 'clip.mp4' : 'look.jpg',
    contentType,
    sizeBytes,
    partSizeBytes: 8_388_608,
    partCount: 1,
    uploadId: 'upload',
    createdAt: api.now(),
    expiresAt,
  });
  if (state === 'uploading') return id;
  const problems = wish.problems ?? [];
  await rows.complete(tenant, id, {
    state: state === 'refused' ? 'refused' : 'ready',
    etag: `etag-${id}`,
    contentType,
    facts: factsOf(kind, durationSeconds),
    problems,
    expiresAt,
  });
  if (state === 'deleted') await rows.markDeleted(tenant, id, expiresAt);
  return id;
};

export interface UploadWish {
  readonly token?: string | undefined;
  readonly key?: string;
}

/** Posts as the tenant's CRM, or with a token of the caller's. */
export const upload = async (api: Api, form: UploadForm | object, wish: UploadWish = {}): Promise<Answer> =>
  api.request('POST', uploadPath, {
    token: wish.token ?? (await api.token()),
    json: form,
    ...(wish.key === undefined ? {} : { headers: { 'idempotency-key': wish.key } }),
  });

export const postIdOf = (answer: Answer): string => textAt(answer.body, 'postId');

/** A post as it is stored; throws when there is none. */
export const readPost = async (api: Api, id: string, tenant = 'tenant-a'): Promise<PostRow> => {
  const post = await createPostStore(api.database.app).find(tenant, id);
  if (post === undefined) throw new Error(`There is no post ${id}.`);
  return post;
};

export const countPosts = async (api: Api): Promise<number> =>
  (await api.database.superuser`select 1 from tiktok_posts`).length;

/** How often TikTok was asked for anything of posting. */
export const countCalls = (api: Api): number =>
  api.simulator.control.listCalls().filter(({ path }) => path.startsWith('/v2/post/')).length;
