import { randomInt } from 'node:crypto';
import type { NewDelivery } from './delivery.ts';

/** The events of section 7.3. Others can be emitted too, since a receiver must bear what it does not know. */
export const eventTypes = [
  'authorization.removed',
  'post.publish.failed',
  'post.publish.complete',
  'post.publish.inbox_delivered',
  'post.publish.publicly_available',
  'post.publish.no_longer_publicaly_available',
  'video.upload.failed',
  'video.publish.completed',
  'portability.download.ready',
  'tiktok.ping',
] as const;

/** The parts of an envelope (section 7.2); what is null is left out. */
export interface Envelope {
  readonly clientKey: string;
  readonly event: string;
  readonly createTimeSeconds: number;
  readonly userOpenid: string | null;
  /** JSON text, carried inside a string. */
  readonly content: string | null;
}

/** The exact bytes of an event: compact JSON with its keys in the captured order. */
export function encodeEnvelope(envelope: Envelope): Buffer {
  const { clientKey, event, createTimeSeconds, userOpenid, content } = envelope;
  return Buffer.from(
    JSON.stringify({
      client_key: clientKey,
      event,
      create_time: createTimeSeconds,
      ...(userOpenid === null ? {} : { user_openid: userOpenid }),
      ...(content === null ? {} : { content }),
    }),
  );
}

/** The event that tells the app that a creator is gone; reasons of section 7.3. */
export function authorizationRemoved(
  clientKey: string,
  openId: string,
  reason: number,
  now: number,
): NewDelivery {
  const event = 'authorization.removed';
  const body = encodeEnvelope({
    clientKey,
    event,
    createTimeSeconds: Math.floor(now / 1_000),
    userOpenid: openId,
    content: JSON.stringify({ reason }),
  });
  return { event, body };
}

/** A plausible content for an event type, for callers who do not care what is in it. */
export function sampleContent(event: string): Record<string, unknown> {
  const publishId = `v_pub_file~v2-1.76${digits(17)}`;
  const published = { publish_id: publishId, publish_type: 'DIRECT_PUBLISH' };
  const samples: Readonly<Record<string, Record<string, unknown>>> = {
    'authorization.removed': { reason: 1 },
    'post.publish.failed': {
      publish_id: publishId,
      reason: 'internal',
      publish_type: 'DIRECT_PUBLISH',
    },
    'post.publish.complete': published,
    'post.publish.inbox_delivered': {
      publish_id: `v_inbox_file~v2.76${digits(17)}`,
      publish_type: 'INBOX_SHARE',
    },
    'post.publish.publicly_available': {
      ...published,
      post_id: `76${digits(17)}`,
    },
    'post.publish.no_longer_publicaly_available': {
      ...published,
      post_id: `76${digits(17)}`,
    },
    'video.upload.failed': { share_id: `video.upload.${digits(10)}` },
    'video.publish.completed': { share_id: `video.publish.${digits(10)}` },
    'portability.download.ready': { request_id: randomInt(1, 2 ** 40) },
  };
  return samples[event] ?? {};
}

function digits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('');
}
