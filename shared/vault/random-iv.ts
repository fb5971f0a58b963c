import { randomFillSync } from 'node:crypto';
import { IV_BYTES } from './envelope.ts';

/** Drawing one IV costs half as much as a seal; drawing a thousand at once makes each almost free. */
const POOL_BYTES = 1024 * IV_BYTES;

const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
/** Filled at the first draw, not at import, so that no snapshot of a loaded module can hold IVs that two copies share. */
let used = POOL_BYTES;

/**
 * Writes a fresh random IV into `target` at `offset`. Every byte comes from the system's generator (by OpenSSL) and is
 * handed out once: the position only moves forward, and a used-up pool is drawn anew.
 */
export const writeRandomIv = (target: Buffer, offset: number): void => {
  if (used === POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  pool.copy(target, offset, used, used + IV_BYTES);
  used += IV_BYTES;
};
