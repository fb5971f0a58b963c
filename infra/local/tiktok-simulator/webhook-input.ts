import {
  filledText,
  flag,
  InputError,
  listOf,
  oneOf,
  orNull,
  type Reader,
  readObject,
  record,
  type Shape,
  text,
  textRecord,
  whole,
} from './input.ts';
import type { EventOrder, EventRequest, RawRequest, SendingOptions } from './webhook-orders.ts';

const webAddress = filledText;
const longestDelayMs = 366 * 86_400_000;

const sendingShape: Shape<SendingOptions> = {
  duplicates: whole(0, 10_000),
  delayMs: whole(0, longestDelayMs),
  signature: oneOf('valid', 'corrupt', 'absent'),
  signWith: oneOf('current', 'previous'),
  timestampOffsetSeconds: whole(-longestDelayMs, longestDelayMs),
  retrySignature: oneOf('fresh', 'repeated'),
  retried: flag,
  url: webAddress,
  headers: textRecord,
};

/** Reads an event to emit as the control API takes it. */
export const readEvent: Reader<EventRequest> = readObject<EventRequest, 'event'>(
  {
    ...sendingShape,
    event: filledText,
    creator: text,
    userOpenid: orNull(text),
    content: record,
    contentText: orNull(text),
    createTimeSeconds: whole(0),
    clientKey: text,
  },
  'event',
);

interface EventBatch {
  events: EventRequest[];
  order?: EventOrder;
}

export const readEvents: Reader<EventBatch> = readObject<EventBatch, 'events'>(
  {
    events: listOf(readEvent),
    order: oneOf('any', 'given', 'reversed', 'shuffled'),
  },
  'events',
);

/** Base64 with or without padding; anything else would silently lose bytes. */
const base64: Reader<string> = (value, place) => {
  const given = text(value, place);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(given)) throw new InputError(`${place} must be base64.`);
  return given;
};

export const readRaw: Reader<RawRequest> = readObject<RawRequest, 'bodyBase64'>(
  { ...sendingShape, bodyBase64: base64 },
  'bodyBase64',
);
