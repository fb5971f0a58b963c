import type { ApiReply, Trouble } from '../api/call-api.ts';
import { isJsonObject, textOf } from '../api/read-json.ts';
import type { Claims } from './read-claims.ts';

/** Near the end of its 12 hours a session gets ever shorter tokens; this bounds how often it asks. */
const minDelayMs = 30_000;

/** A failed renewal is tried again after this long, while the token lives. */
const retryDelayMs = 15_000;

const renewAt = ({ expiresAt, lifetimeMs }: Claims): number => expiresAt.getTime() - lifetimeMs / 3;

/**
 * When to renew: once a third of the token's life is left. On a machine whose clock is behind, two thirds of a life
 * from now at the latest.
 */
export const renewalDelayMs = (claims: Claims, now: Date): number =>
  Math.max(Math.min(renewAt(claims) - now.getTime(), (claims.lifetimeMs * 2) / 3), minDelayMs);

/** Whether the time to renew has come, for a page that was asleep when its timer was due. */
export const isRenewalDue = (claims: Claims, now: Date): boolean => renewAt(claims) <= now.getTime();

/** The request that renews a session as it is: same user, same scopes, same length within what the API takes. */
export const renewalRequest = (claims: Claims) => ({
  userId: claims.userId,
  scope: claims.scopes.filter((scope) => scope !== 'operate').join(' '),
  ttlSeconds: Math.round(Math.min(Math.max(claims.lifetimeMs / 1000, 60), 3600)),
});

export type RenewalOutcome =
  | { readonly kind: 'renewed'; readonly token: string }
  | { readonly kind: 'retry'; readonly afterMs: number }
  /** It cannot be renewed; the token that is there is good until it expires. */
  | { readonly kind: 'last'; readonly endsInMs: number; readonly trouble: Trouble }
  | { readonly kind: 'ended'; readonly trouble: Trouble };

/** What a reply to the renewal means. The server's word ends a session, never this machine's clock alone. */
export const judgeRenewal = (reply: ApiReply, claims: Claims, now: Date): RenewalOutcome => {
  const leftMs = Math.min(claims.expiresAt.getTime() - now.getTime(), claims.lifetimeMs);
  if (reply.kind === 'answered') {
    const token = isJsonObject(reply.body) ? textOf(reply.body, 'token') : undefined;
    if (token !== undefined) return { kind: 'renewed', token };
  }
  if (reply.kind === 'refused') {
    const { trouble } = reply;
    const { status } = trouble;
    if (status === 401) return { kind: 'ended', trouble };
    if (status >= 400 && status < 500 && status !== 429) {
      return leftMs > 0 ? { kind: 'last', endsInMs: leftMs, trouble } : { kind: 'ended', trouble };
    }
  }
  return { kind: 'retry', afterMs: retryDelayMs };
};
