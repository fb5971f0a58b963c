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
  'queue:submit-posts:send': of('submit-posts', 'send'),
  'queue:submit-posts:consume': of('submit-posts', 'consume'),
  'queue:submit-posts:redrive': of('submit-posts', 'redrive'),
  'queue:submit-posts:count': of('submit-posts', 'count'),
  'queue:transfer-media:send': of('transfer-media', 'send'),
  'queue:transfer-media:consume': of('transfer-media', 'consume'),
  'queue:transfer-media:redrive': of('transfer-media', 'redrive'),
  'queue:transfer-media:count': of('transfer-media', 'count'),
  'queue:post-progress:send': of('post-progress', 'send'),
  'queue:post-progress:consume': of('post-progress', 'consume'),
  'queue:post-progress:redrive': of('post-progress', 'redrive'),
  'queue:post-progress:count': of('post-progress', 'count'),
});

const addressNames: Record<QueueName, { readonly main: string; readonly dead: string }> = {
  'webhook-events': { main: 'WEBHOOK_EVENTS_QUEUE_URL', dead: 'WEBHOOK_EVENTS_DLQ_URL' },
  'token-lifeboat': { main: 'TOKEN_LIFEBOAT_QUEUE_URL', dead: 'TOKEN_LIFEBOAT_DLQ_URL' },
  'submit-posts': { main: 'SUBMIT_POSTS_QUEUE_URL', dead: 'SUBMIT_POSTS_DLQ_URL' },
  'transfer-media': { main: 'TRANSFER_MEDIA_QUEUE_URL', dead: 'TRANSFER_MEDIA_DLQ_URL' },
  'post-progress': { main: 'POST_PROGRESS_QUEUE_URL', dead: 'POST_PROGRESS_DLQ_URL' },
};
const queueVariables: Record<QueueUse, (names: { main: string; dead: string }) => readonly string[]> = {
  send: ({ main }) => [main],
  consume: ({ main, dead }) => [main, dead, 'PUT_OFF_FIRST_SECONDS', 'PUT_OFF_LONGEST_SECONDS'],
  redrive: ({ main, dead }) => [main, dead],
  count: ({ main }) => [main],
};

/** The variables by which a function with this use of a queue knows it. */
export const variablesOfQueue = (queue: QueueName, use: QueueUse): readonly string[] =>
  queueVariables[use](addressNames[queue]);
