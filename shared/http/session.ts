import type { Scope } from '../contract/rows.ts';
import { Failure } from '../core/failure.ts';
import type { Caller } from './caller.ts';

/** A session and its renewals end this long after the first issue. */
export const sessionLifetimeMs = 12 * 3600_000;

export interface SessionWish {
  readonly userId: string;
  readonly scopes: readonly Scope[];
  readonly ttlSeconds: number;
}

const refuse = (detail: string, pointer: string): never => {
  throw new Failure('insufficient_scope', { detail, errors: [{ in: 'body', pointer, detail }] });
};

/**
 * The session that a caller may have: an admin's for any user of its tenant; anybody else's for itself, with no scope
 * it lacks; a renewal within the first issue's 12 hours. Throws `insufficient_scope` or `session_ended`.
 */
export const decideSession = (caller: Caller, wish: SessionWish, now: Date): Caller => {
  const isAdmin = caller.kind === 'crm' && caller.scopes.includes('admin');
  if (!isAdmin && wish.userId !== caller.userId) {
    return refuse('Only a CRM token with the scope "admin" opens a session for another user.', '/userId');
  }
  if (wish.scopes.includes('operate')) return refuse('A session never has the scope "operate".', '/scope');
  const lacking = isAdmin ? undefined : wish.scopes.find((scope) => !caller.scopes.includes(scope));
  if (lacking !== undefined)
    return refuse(`The token does not have the scope "${lacking}" itself.`, '/scope');
  const startedAt = caller.sessionStartedAt ?? now;
  const endsAt = startedAt.getTime() + sessionLifetimeMs;
  if (endsAt <= now.getTime()) {
    throw new Failure('session_ended', {
      detail: 'The session has lasted 12 hours. Open the page anew from your CRM.',
    });
  }
  return {
    kind: 'session',
    userId: wish.userId,
    tenant: caller.tenant,
    scopes: wish.scopes,
    expiresAt: new Date(Math.min(now.getTime() + wish.ttlSeconds * 1000, endsAt)),
    sessionStartedAt: startedAt,
  };
};
