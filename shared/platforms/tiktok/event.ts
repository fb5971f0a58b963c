import { isUtf8 } from 'node:buffer';
import { createHash, hash } from 'node:crypto';
import type {
  GrantRemovedReason,
  PlatformEvent,
  PlatformEventMeaning,
  UnreadableEvent,
} from '../platform.ts';

/** The reasons of `authorization.removed` (tiktok-api.md section 7.3). */
const removedReasons: Readonly<Record<number, GrantRemovedReason>> = {
  0: 'unknown',
  1: 'removed_by_creator',
  2: 'account_deleted',
  3: 'age_changed',
  4: 'account_banned',
  5: 'revoked_by_app',
};

const postEvents = new Set([
  'post.publish.failed',
  'post.publish.complete',
  'post.publish.inbox_delivered',
  'post.publish.publicly_available',
  'post.publish.no_longer_publicaly_available',
]);

/** Events of products that we do not use, and the portal's test: known, recorded, without effect. */
const eventsWithoutEffect = new Set([
  'tiktok.ping',
  'video.upload.failed',
  'video.publish.completed',
  'portability.download.ready',
]);

interface Envelope {
  readonly client_key?: unknown;
  readonly event?: unknown;
  readonly user_openid?: unknown;
  readonly create_time?: unknown;
  readonly content?: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parseObject = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Text that a Postgres text column can hold: no NUL, no lone surrogate, of sensible length. */
const storable = (value: unknown, maxLength: number): string | undefined =>
  typeof value === 'string' &&
  value !== '' &&
  value.length <= maxLength &&
  value.isWellFormed() &&
  !value.includes('\0')
    ? value
    : undefined;

const hashBytes = (prefix: string, body: Uint8Array): Uint8Array =>
  createHash('sha256').update(`${prefix}|`).update(body).digest();

/** Well-formed text that cannot be mistaken for two fields; or nothing at all. */
const isPlain = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && value.isWellFormed() && !value.includes('|'));

/**
 * SHA-256 over `client_key|event|user_openid|create_time|content` (section 7.5). Where those five would not tell two
 * events apart, such as a content that is no text, it is over the bytes of the body.
 */
const dedupeKeyOf = (envelope: Envelope, body: Uint8Array): Uint8Array => {
  const {
    client_key: clientKey,
    event,
    user_openid: openId = '',
    create_time: time,
    content = '',
  } = envelope;
  const plain = [clientKey, event, openId].every(isPlain);
  if (!plain || typeof content !== 'string' || !content.isWellFormed()) return hashBytes('event', body);
  return hash('sha256', [clientKey, event, openId, time, content].join('|'), 'buffer');
};

const unreadable = (body: Uint8Array, why: string): UnreadableEvent => ({
  dedupeKey: hashBytes('unreadable', body),
  says: { kind: 'unreadable', why },
});

/** The last second that a time can name here; beyond it Postgres has no timestamp. */
const lastSecond = 253_402_300_799;

const readTime = (value: unknown): Date | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= lastSecond
    ? new Date(value * 1000)
    : undefined;

const readMeaning = (
  type: string,
  openId: string | undefined,
  content: Record<string, unknown> | undefined,
): PlatformEventMeaning => {
  if (type === 'authorization.removed') {
    if (openId === undefined) return { kind: 'not_for_us', why: 'It names no user.' };
    return {
      kind: 'grant_removed',
      reason: (typeof content?.reason === 'number' && removedReasons[content.reason]) || 'unknown',
    };
  }
  if (postEvents.has(type)) return { kind: 'post_changed' };
  return {
    kind: 'not_for_us',
    why: eventsWithoutEffect.has(type) ? 'An event without effect here.' : 'An event we do not know.',
  };
};

const decode = (body: Uint8Array): string | undefined =>
  isUtf8(body) ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8') : undefined;

/**
 * Reads the signed bytes of a delivery (tiktok-api.md section 7.2). Never throws on any bytes. The dedupe key of
 * bytes that are no event is over the bytes themselves. `content` may hold ids beyond 2^53 as numbers; only text is taken from it here.
 */
export const readEvent = (body: Uint8Array, clientKey: string): PlatformEvent | UnreadableEvent => {
  const text = decode(body);
  if (text === undefined) return unreadable(body, 'The body is not UTF-8.');
  const envelope: Envelope | undefined = parseObject(text);
  if (envelope === undefined) return unreadable(body, 'The body is not a JSON object.');
  const type = storable(envelope.event, 200);
  if (type === undefined) return unreadable(body, 'The body names no event.');
  const occurredAt = readTime(envelope.create_time);
  if (occurredAt === undefined) return unreadable(body, 'The event has no usable create_time.');
  if (envelope.client_key !== clientKey) return unreadable(body, 'The event is for another client key.');
  const openId = storable(envelope.user_openid, 300);
  const content = typeof envelope.content === 'string' ? parseObject(envelope.content) : undefined;
  return {
    dedupeKey: dedupeKeyOf(envelope, body),
    type,
    openId,
    publishId: storable(content?.publish_id, 200),
    occurredAt,
    says: readMeaning(type, openId, content),
  };
};
