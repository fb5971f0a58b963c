import type { CallOperation } from '../session/session-caller.ts';

/** What the cache of a page keeps all users' status under. */
export const connectionStatusKey = 'accounts';

/**
 * The query of a user's accounts and of where the pages may lead back to. What shows either uses this one, so that they
 * are one call.
 */
export const connectionStatusOf = (person: string | undefined, call: CallOperation) => ({
  queryKey: [connectionStatusKey, person],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) => call('get-connection-status', { signal }),
});
