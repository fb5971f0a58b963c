import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../core/secret.ts';

/** Why a delivery is refused; for the log, never for the sender. */
export type SignatureVerdict = 'valid' | 'missing' | 'malformed' | 'mismatch' | 'too_old' | 'in_the_future';

export interface SignatureRules {
  readonly maxAgeSeconds: number;
  readonly maxFutureSeconds: number;
}

/** Splits at commas, each part at its first "="; parts other than `t` and `s` are left for TikTok to add one day. */
const readHeader = (header: string): { timestamp: string; claimed: Buffer } | undefined => {
  let timestamp: string | undefined;
  let hex: string | undefined;
  for (const part of header.split(',')) {
    const text = part.trim();
    if (text.startsWith('t=')) timestamp = text.slice(2);
    else if (text.startsWith('s=')) hex = text.slice(2);
  }
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return undefined;
  if (hex === undefined || !/^[0-9a-fA-F]{64}$/.test(hex)) return undefined;
  return { timestamp, claimed: Buffer.from(hex, 'hex') };
};

const matches = (secret: Secret, timestamp: string, body: Uint8Array, claimed: Buffer): boolean =>
  timingSafeEqual(
    createHmac('sha256', secret.reveal()).update(`${timestamp}.`).update(body).digest(),
    claimed,
  );

const judgeAge = (timestamp: string, now: Date, rules: SignatureRules): SignatureVerdict => {
  const ageSeconds = now.getTime() / 1000 - Number(timestamp);
  if (ageSeconds > rules.maxAgeSeconds) return 'too_old';
  return ageSeconds < -rules.maxFutureSeconds ? 'in_the_future' : 'valid';
};

/**
 * Verifies `TikTok-Signature: t=<unix seconds>,s=<hex>` over the exact bytes received (tiktok-api.md section 7.4), in
 * constant time, against each secret that is valid now. The age is judged only after the signature, so that a
 * forger learns nothing from it.
 */
export const verifySignature = (
  header: string | undefined,
  body: Uint8Array,
  secrets: readonly Secret[],
  now: Date,
  rules: SignatureRules,
): SignatureVerdict => {
  if (header === undefined || header === '') return 'missing';
  const read = readHeader(header);
  if (read === undefined) return 'malformed';
  const valid = secrets.some((secret) => matches(secret, read.timestamp, body, read.claimed));
  return valid ? judgeAge(read.timestamp, now, rules) : 'mismatch';
};
