import { createHash } from 'node:crypto';
import { mediaPrefix } from './env.ts';

/** Enough of a SHA-256 to keep tenants apart. */
const TENANT_DIGITS = 32;

/**
 * Where an upload of a tenant lies: a folder for each tenant, by a digest, since a tenant's name may hold any character
 * and a presigned address is to name nobody. `mediaId` is unguessable and ours.
 */
export const mediaKeyOf = (tenant: string, mediaId: string): string =>
  `${mediaPrefix}${createHash('sha256').update(tenant).digest('hex').slice(0, TENANT_DIGITS)}/${mediaId}`;
