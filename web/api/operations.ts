import type * as z from 'zod';
import type { cancelPost } from '../../shared/contract/routes/cancel-post.ts';
import type { completeMedia } from '../../shared/contract/routes/complete-media.ts';
import type { createMedia } from '../../shared/contract/routes/create-media.ts';
import type { createSession } from '../../shared/contract/routes/create-session.ts';
import type { deleteMedia } from '../../shared/contract/routes/delete-media.ts';
import type { disconnect } from '../../shared/contract/routes/disconnect.ts';
import type { getConnectionStatus } from '../../shared/contract/routes/get-connection-status.ts';
import type { getCreatorInfo } from '../../shared/contract/routes/get-creator-info.ts';
import type { getPostStatus } from '../../shared/contract/routes/get-post-status.ts';
import type { listPosts } from '../../shared/contract/routes/list-posts.ts';
import type { resolvePost } from '../../shared/contract/routes/resolve-post.ts';
import type { signMediaParts } from '../../shared/contract/routes/sign-media-parts.ts';
import type { startAuthorization } from '../../shared/contract/routes/start-authorization.ts';
import type { upload } from '../../shared/contract/routes/upload.ts';

/** The rows of the contract that a browser calls. */
interface Contracts {
  'start-authorization': typeof startAuthorization;
  'get-connection-status': typeof getConnectionStatus;
  disconnect: typeof disconnect;
  'get-creator-info': typeof getCreatorInfo;
  'create-media': typeof createMedia;
  'sign-media-parts': typeof signMediaParts;
  'complete-media': typeof completeMedia;
  'delete-media': typeof deleteMedia;
  upload: typeof upload;
  'get-post-status': typeof getPostStatus;
  'list-posts': typeof listPosts;
  'cancel-post': typeof cancelPost;
  'resolve-post': typeof resolvePost;
  'create-session': typeof createSession;
}

export type OperationId = keyof Contracts;

/** Method and path of each: the compiler holds them to the contract, whose schemas would weigh down a page. */
export const operations: { readonly [Id in OperationId]: Pick<Contracts[Id], 'method' | 'path'> } = {
  'start-authorization': { method: 'GET', path: '/api/auth/tiktok' },
  'get-connection-status': { method: 'GET', path: '/api/platforms/tiktok/status' },
  disconnect: { method: 'POST', path: '/api/platforms/tiktok/disconnect' },
  'get-creator-info': { method: 'GET', path: '/api/tiktok/creator-info' },
  'create-media': { method: 'POST', path: '/api/tiktok/media' },
  'sign-media-parts': { method: 'POST', path: '/api/tiktok/media/{mediaId}/parts' },
  'complete-media': { method: 'POST', path: '/api/tiktok/media/{mediaId}/complete' },
  'delete-media': { method: 'DELETE', path: '/api/tiktok/media/{mediaId}' },
  upload: { method: 'POST', path: '/api/tiktok/upload' },
  'get-post-status': { method: 'GET', path: '/api/tiktok/status/{publishId}' },
  'list-posts': { method: 'GET', path: '/api/tiktok/posts' },
  'cancel-post': { method: 'POST', path: '/api/tiktok/posts/{postId}/cancel' },
  'resolve-post': { method: 'POST', path: '/api/tiktok/posts/{postId}/resolve' },
  'create-session': { method: 'POST', path: '/api/sessions' },
};

/** What the row declares under `Key`, as a caller writes it; `never` when it declares nothing. */
type InputOf<Id extends OperationId, Key extends 'params' | 'query' | 'body'> = Contracts[Id] extends {
  [K in Key]: infer Schema extends z.ZodType;
}
  ? z.input<Schema> & object
  : never;

type Replies<Id extends OperationId> = Contracts[Id]['replies'];

/** The body of the answer that says that it was done; undefined when that has none. */
export type ReplyOf<Id extends OperationId> = Replies<Id>[keyof Replies<Id>] extends {
  readonly body: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : undefined;

/** What an operation takes. */
export interface OperationInput<Id extends OperationId> {
  readonly params?: InputOf<Id, 'params'>;
  readonly query?: InputOf<Id, 'query'>;
  readonly body?: InputOf<Id, 'body'>;
  /** For `upload`: repeated with the same key and body it has one effect. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

export type AccountStatus = ReplyOf<'get-connection-status'>['accounts'][number];
export type Post = ReplyOf<'get-post-status'>;
export type PostState = Post['status'];
export type CreatorPosting = ReplyOf<'get-creator-info'>;
export type StagedMedia = ReplyOf<'complete-media'>;
export type UploadBody = z.input<Contracts['upload']['body']>;
