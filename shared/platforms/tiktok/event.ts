import { isUtf8 } from 'node:buffer';
import { createHash, hash } from 'node:crypto';
import type {
  GrantRemovedReason,
  PlatformEvent,
  PlatformEventMeaning,
  UnreadableEvent,
} from '../platform.ts';
import { parseExactJson } from './exact-json.ts';

/** The reasons of `authorization.removed` (tiktok-api.md section 7.3). */
const removedReasons: Readonly<Record<number, GrantRemovedReason>> = {
  0: 'unknown',
  1: 'removed_by_creator',
  2: 'account_deleted',
  3: 'age_changed',
  4: 'account_banned',
  5: 'revoked_by_app',
};

interface PostWord {
  readonly word: 'in_inbox' | 'published' | 'failed';
  readonly status: string;
  /** Of an event that says who can see it. */
  readonly isPublic?: boolean;
}

const published = { word: 'published', status: 'PUBLISH_COMPLETE' } as const;

/** The events of posts as the words that a status has for the same (sections 5.8 and 7.3). */
const postEvents = new Map<string, PostWord>([
  ['post.publish.failed', { word: 'failed', status: 'FAILED' }],
  ['post.publish.complete', published],
  ['post.publish.inbox_delivered', { word: 'in_inbox', status: 'SEND_TO_USER_INBOX' }],
  ['post.publish.publicly_available', { ...published, isPublic: true }],
  ['post.publish.no_longer_publicaly_available', { ...published, isPublic: false }],
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

const parseObject = (text: string, parse: (text: string) => unknown): Record<string, unknown> | undefined => {
  try {
    const value = parse(text);
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

/** As text, from text or a number. What is no id at all is left out: that the post was published is said all the same. */
const readPostId = (value: unknown): string | undefined => {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,30}$/.test(text) ? text : undefined;
};

const readPostMeaning = (
  { word, status, isPublic }: PostWord,
  content: Record<string, unknown> | undefined,
): PlatformEventMeaning => {
  const publishId = storable(content?.publish_id, 200);
  if (publishId === undefined) return { kind: 'unreadable', why: 'It names no post.' };
  const postId = readPostId(content?.post_id);
  if (isPublic !== undefined && postId !== undefined)
    return { kind: 'post_visibility', publishId, word: 'published', status, postId, isPublic };
  const reason = word === 'failed' ? storable(content?.reason, 200) : undefined;
  // A status names a cancelled post's failure in the same way.
  const isCancelled = reason === 'publish_cancelled';
  return { kind: 'post_said', publishId, word: isCancelled ? 'cancelled' : word, status, reason };
};

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
  const postEvent = postEvents.get(type);
  if (postEvent !== undefined) return readPostMeaning(postEvent, content);
  return {
    kind: 'not_for_us',
    why: eventsWithoutEffect.has(type) ? 'An event without effect here.' : 'An event we do not know.',
  };
};

const decode = (body: Uint8Array): string | undefined =>
  isUtf8(body) ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8') : undefined;

/** Parsed exactly, which takes longer, only where a number is. */
const readContent = (text: string): Record<string, unknown> | undefined => {
  const content = parseObject(text, JSON.parse);
  const hasNumber =
    content !== undefined && Object.values(content).some((value) => typeof value === 'number');
  return hasNumber ? parseObject(text, parseExactJson) : content;
};

const read = (body: Uint8Array, isOurs: (clientKey: unknown) => boolean): PlatformEvent | UnreadableEvent => {
  const text = decode(body);
  if (text === undefined) return unreadable(body, 'The body is not UTF-8.');
  const envelope: Envelope | undefined = parseObject(text, JSON.parse);
  if (envelope === undefined) return unreadable(body, 'The body is not a JSON object.');
  const type = storable(envelope.event, 200);
  if (type === undefined) return unreadable(body, 'The body names no event.');
  const occurredAt = readTime(envelope.create_time);
  if (occurredAt === undefined) return unreadable(body, 'The event has no usable create_time.');
  if (!isOurs(envelope.client_key)) return unreadable(body, 'The event is for another client key.');
  const openId = storable(envelope.user_openid, 300);
  const content = typeof envelope.content === 'string' ? readContent(envelope.content) : undefined;
  return {
    dedupeKey: dedupeKeyOf(envelope, body),
    type,
    openId,
    publishId: storable(content?.publish_id, 200),
    occurredAt,
    says: readMeaning(type, openId, content),
  };
};

/**
 * Reads the signed bytes of a delivery (tiktok-api.md section 7.2). Never throws on any bytes. The dedupe key of
 * bytes that are no event is over the bytes themselves. Ids beyond 2^53 that come as numbers keep every digit.
 */
export const readEvent = (body: Uint8Array, clientKey: string): PlatformEvent | UnreadableEvent =>
  read(body, (named) => named === clientKey);

/** Reads an event that was read before it was stored: whom it is for was settled then. */
export const readStoredEvent = (body: Uint8Array): PlatformEvent | UnreadableEvent => read(body, () => true);
