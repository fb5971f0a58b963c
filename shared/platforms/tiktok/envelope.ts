import type { HttpAnswer } from '../../core/http-client.ts';
import { PlatformError, type PlatformErrorClass } from '../platform.ts';
import { parseExactJson } from './exact-json.ts';
import { envelope } from './wire.ts';

/** The classes of the codes that are not simply refusals (tiktok-api.md sections 0.4 and 5.10). */
const errorClasses: Readonly<Record<string, PlatformErrorClass>> = {
  access_token_invalid: 'needs_reauthorization',
  scope_not_authorized: 'needs_reauthorization',
  scope_permission_missed: 'needs_reauthorization',
  rate_limit_exceeded: 'throttled',
};

/**
 * Whether a fault of TikTok's, or an answer in no known form, leaves things as they were (`retry`) or may hide that the
 * call took effect (`outcome_unknown`).
 */
export type FaultClass = Extract<PlatformErrorClass, 'retry' | 'outcome_unknown'>;

const knownClass = (code: string): PlatformErrorClass | undefined =>
  Object.hasOwn(errorClasses, code) ? errorClasses[code] : undefined;

const classOf = (code: string, status: number, fault: FaultClass): PlatformErrorClass => {
  const known = knownClass(code);
  if (known !== undefined) return known;
  if (status === 429) return 'throttled';
  return status >= 500 || code === 'internal_error' ? fault : 'permanent';
};

const parse = (answer: HttpAnswer) => {
  try {
    return envelope.safeParse(parseExactJson(answer.text)).data;
  } catch {
    return undefined;
  }
};

/** A gateway's own refusal has nothing of TikTok in it, and took no effect. */
const unreadableClass = (status: number, fault: FaultClass): PlatformErrorClass => {
  if (status === 429) return 'throttled';
  const mayHaveTakenEffect = status >= 500 || (status >= 200 && status < 300);
  return mayHaveTakenEffect ? fault : 'retry';
};

export interface Enveloped {
  readonly data: unknown;
  readonly code: string;
  readonly logId: string | undefined;
}

/**
 * Reads an answer in TikTok's envelope. An error that comes with a 2xx, as creator info has on purpose, is returned with
 * its code; any other throws `PlatformError`.
 */
export const readEnvelope = (answer: HttpAnswer, fault: FaultClass): Enveloped => {
  const parsed = parse(answer);
  const isSuccess = answer.status >= 200 && answer.status < 300;
  if (parsed === undefined) {
    throw new PlatformError(
      unreadableClass(answer.status, fault),
      `http_${answer.status}`,
      `TikTok answered ${answer.status} in no known form.`,
    );
  }
  const { code, log_id: logId = parsed.error.logid } = parsed.error;
  if (isSuccess && knownClass(code) === undefined && code !== 'internal_error') {
    return { data: parsed.data, code, logId };
  }
  throw new PlatformError(classOf(code, answer.status, fault), code, `TikTok answered ${code}.`, { logId });
};

/** The payload of a success: a 2xx whose code is `ok`. Throws `PlatformError` for anything else. */
export const readPayload = (answer: HttpAnswer, fault: FaultClass): Enveloped => {
  const read = readEnvelope(answer, fault);
  if (read.code === 'ok') return read;
  throw new PlatformError(
    classOf(read.code, answer.status, fault),
    read.code,
    `TikTok answered ${read.code}.`,
    {
      logId: read.logId,
    },
  );
};
