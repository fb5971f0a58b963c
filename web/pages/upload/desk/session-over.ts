import { ApiError } from '../../../api/api-error.ts';

/** Whether a call failed because the session is over: the frame says that, and everything else waits for a new one. */
export const isSessionOver = (error: unknown): boolean =>
  error instanceof ApiError && error.failure.kind === 'ended';

/** What a query that waits for the connection would say. */
export const offline = new ApiError({ kind: 'unreachable' });
