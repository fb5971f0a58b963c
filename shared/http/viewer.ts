import type { Caller } from './caller.ts';

/** Whose rows a caller sees: a CRM its tenant's, a session its own user's. */
export const viewerOf = ({ tenant, kind, userId }: Caller) => ({
  tenant,
  onlyUserId: kind === 'session' ? userId : undefined,
});
