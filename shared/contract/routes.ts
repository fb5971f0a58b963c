import { cancelPost } from './routes/cancel-post.ts';
import { completeAuthorization } from './routes/complete-authorization.ts';
import { completeMedia } from './routes/complete-media.ts';
import { createMedia } from './routes/create-media.ts';
import { createSession } from './routes/create-session.ts';
import { deleteMedia } from './routes/delete-media.ts';
import { disconnect } from './routes/disconnect.ts';
import { getConnectionStatus } from './routes/get-connection-status.ts';
import { getCreatorInfo } from './routes/get-creator-info.ts';
import { getHealth } from './routes/get-health.ts';
import { getOpenapi } from './routes/get-openapi.ts';
import { getPostStatus } from './routes/get-post-status.ts';
import { listPosts } from './routes/list-posts.ts';
import { receiveWebhook } from './routes/receive-webhook.ts';
import { redriveWebhooks } from './routes/redrive-webhooks.ts';
import { resolvePost } from './routes/resolve-post.ts';
import { runTokenRefresh } from './routes/run-token-refresh.ts';
import { signMediaParts } from './routes/sign-media-parts.ts';
import { startAuthorization } from './routes/start-authorization.ts';
import { upload } from './routes/upload.ts';
import type { Route } from './rows.ts';

/** Every route of the HTTP API. A function imports its own row alone, so that its bundle stays small. */
export const routes: readonly Route[] = [
  startAuthorization,
  completeAuthorization,
  getConnectionStatus,
  disconnect,
  getCreatorInfo,
  createMedia,
  signMediaParts,
  completeMedia,
  deleteMedia,
  upload,
  getPostStatus,
  listPosts,
  cancelPost,
  resolvePost,
  createSession,
  receiveWebhook,
  redriveWebhooks,
  runTokenRefresh,
  getOpenapi,
  getHealth,
];
