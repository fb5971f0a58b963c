import { createId } from '../core/ids.ts';
import type { Announcement } from '../database/accounts.ts';

/** What the CRM is told through the outbox; also the action in the audit log. */
export const crmEventTypes = [
  'account.connected',
  'account.reconnected',
  'account.disconnected',
  'account.revoked',
  'account.reauth_required',
  'account.recovered',
  'account.scopes_changed',
  'account.expiring',
  'post.created',
  'post.state_changed',
  'post.visibility_changed',
] as const;

export type CrmEventType = (typeof crmEventTypes)[number];

/** Who caused a change: a CRM user, the platform by a webhook, or a part of ours by the clock. */
export type Actor = `user:${string}` | `platform:${string}` | `system:${string}`;

/** The two rows that go with a change, for the transaction of that change. */
export const announce = (
  type: CrmEventType,
  actor: Actor,
  payload: Announcement['payload'],
  at: Date,
): Announcement => ({ outboxId: createId(at), auditId: createId(at), type, actor, payload, at });
