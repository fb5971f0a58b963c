import { createHmac } from 'node:crypto';

/** The name of the header as section 7.4 writes it. */
export const signatureHeader = 'TikTok-Signature';

/** `t=<unix seconds>,s=<hex>`: HMAC-SHA256 over `t`, a dot and the exact bytes, keyed with the client secret. */
export function signBody(clientSecret: string, timestampSeconds: number, body: Uint8Array): string {
  const signature = createHmac('sha256', clientSecret)
    .update(`${timestampSeconds}.`)
    .update(body)
    .digest('hex');
  return `t=${timestampSeconds},s=${signature}`;
}

/** The same header with the last hex digit changed, so that it is well formed and wrong. */
export function corruptSignature(header: string): string {
  const last = Number.parseInt(header.slice(-1), 16);
  return `${header.slice(0, -1)}${((last + 1) % 16).toString(16)}`;
}
