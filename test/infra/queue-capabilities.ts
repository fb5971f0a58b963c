import type { QueueName } from '../../shared/contract/rows.ts';

export type QueueUse = 'send' | 'consume' | 'redrive' | 'count';
type QueueCapability = `queue:${QueueName}:${QueueUse}`;

/** One entry for each queue and each use of it. */
export const forQueues = <T>(of: (queue: QueueName, use: QueueUse) => T): Record<QueueCapability, T> => ({
  'queue:webhook-events:send': of('webhook-events', 'send'),
  'queue:webhook-events:consume': of('webhook-events', 'consume'),
  'queue:webhook-events:redrive': of('webhook-events', 'redrive'),
  'queue:webhook-events:count': of('webhook-events', 'count'),
  'queue:token-lifeboat:send': of('token-lifeboat', 'send'),
  'queue:token-lifeboat:consume': of('token-lifeboat', 'consume'),
  'queue:token-lifeboat:redrive': of('token-lifeboat', 'redrive'),
  'queue:token-lifeboat:count': of('token-lifeboat', 'count'),
});
