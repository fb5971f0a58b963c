import type { NewDelivery } from '../delivery.ts';
import type { Simulation } from '../simulation.ts';
import type { SimulatorState } from '../state.ts';
import { encodeEnvelope } from '../webhook-event.ts';
import { stringifyExactly } from './exact-json.ts';
import type { PublishTask } from './task.ts';
import type { TikTokPost } from './tiktok-post.ts';

/** Tells the app that a task failed, with the reason it failed for. */
export function announceFailure(simulation: Simulation, task: PublishTask): void {
  send(simulation, 'post.publish.failed', task.openId, {
    publish_id: task.publishId,
    reason: task.failReason,
    publish_type: publishType(simulation.store.state, task.mode),
  });
}

/** Tells the app that a draft reached the inbox, or that a post was created; the latter once for each post of a draft. */
export function announceArrival(
  simulation: Simulation,
  task: PublishTask,
  event: 'post.publish.inbox_delivered' | 'post.publish.complete',
): void {
  const { publishId, mode, openId } = task;
  const content = { publish_id: publishId, publish_type: publishType(simulation.store.state, mode) };
  send(simulation, event, openId, content);
}

/** Tells the app that a post has become visible to everyone, or is no longer; nothing for a post that is not the app's. */
export function announceVisibility(
  simulation: Simulation,
  post: TikTokPost,
  event: 'post.publish.publicly_available' | 'post.publish.no_longer_publicaly_available',
): void {
  const { state } = simulation.store;
  if (post.publishId === null || state.switches.publicPostIds === 'never') return;
  const mode = state.tasks.get(post.publishId)?.mode ?? 'direct';
  send(simulation, event, post.openId, {
    publish_id: post.publishId,
    publish_type: publishType(state, mode),
    post_id: state.switches.webhookPostId === 'number' ? BigInt(post.postId) : post.postId,
  });
}

function publishType({ switches }: SimulatorState, mode: PublishTask['mode']): string {
  return mode === 'draft' ? 'INBOX_SHARE' : switches.directPublishType;
}

function send({ store, clock, webhooks }: Simulation, event: string, openId: string, content: object): void {
  const { app, switches } = store.state;
  if (switches.postWebhooks === 'lost') return;
  const body = encodeEnvelope({
    clientKey: app.clientKey,
    event,
    createTimeSeconds: Math.floor(clock.now() / 1_000),
    userOpenid: openId,
    content: stringifyExactly(content),
  });
  const delivery: NewDelivery = { event, body, delayMs: switches.postWebhookDelaySeconds * 1_000 };
  webhooks.send(Array.from({ length: switches.postWebhookCopies }, () => delivery));
}
