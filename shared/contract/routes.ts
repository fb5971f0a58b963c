import { completeAuthorization } from './routes/complete-authorization.ts';
import { createSession } from './routes/create-session.ts';
import { disconnect } from './routes/disconnect.ts';
import { getConnectionStatus } from './routes/get-connection-status.ts';
import { getHealth } from './routes/get-health.ts';
import { getOpenapi } from './routes/get-openapi.ts';
import { receiveWebhook } from './routes/receive-webhook.ts';
import { redriveWebhooks } from './routes/redrive-webhooks.ts';
import { runTokenRefresh } from './routes/run-token-refresh.ts';
import { startAuthorization } from './routes/start-authorization.ts';
import type { Route } from './rows.ts';

/** Every route of the HTTP API. A function imports its own row alone, so that its bundle stays small. */
export const routes: readonly Route[] = [
  startAuthorization,
  completeAuthorization,
  getConnectionStatus,
  disconnect,
  createSession,
  receiveWebhook,
  redriveWebhooks,
  runTokenRefresh,
  getOpenapi,
  getHealth,
];
