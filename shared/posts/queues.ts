import type { PostRow } from '../database/posts.ts';
import type { Send } from '../queue/sqs.ts';
import { type Progress, writeProgressMessage, writeSubmitMessage } from './messages.ts';
import { messageDelayMaxMs } from './poll-plan.ts';

/** Whole seconds, rounded up: never earlier than asked for. */
const secondsOf = (ms: number): number => Math.ceil(Math.min(Math.max(ms, 0), messageDelayMaxMs) / 1_000);

const nameOf = (post: Pick<PostRow, 'id' | 'tenantId'>) =>
  ({ version: 1, tenant: post.tenantId, postId: post.id }) as const;

/** Puts a post in the line of those to be submitted. Throws `queue_unavailable`. */
export const sendToSubmit = (
  send: Send,
  post: Pick<PostRow, 'id' | 'tenantId'>,
  delayMs = 0,
): Promise<void> =>
  send({ body: writeSubmitMessage(nameOf(post)), attributes: {}, delaySeconds: secondsOf(delayMs) });

/** Tells of a post that is on its way. Throws `queue_unavailable`. */
export const sendProgress = (
  send: Send,
  post: Pick<PostRow, 'id' | 'tenantId'>,
  progress: Progress,
  delayMs = 0,
): Promise<void> =>
  send({
    body: writeProgressMessage({ ...nameOf(post), ...progress }),
    attributes: {},
    delaySeconds: secondsOf(delayMs),
  });
