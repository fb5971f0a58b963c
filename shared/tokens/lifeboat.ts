import * as z from 'zod';
import type { LeasedAccount, RefreshedRow, SeenTokens } from '../database/token-accounts.ts';
import type { ScopedAccount } from './token-events.ts';

/** Refreshed tokens that could not be stored: sealed for their row, and by which version they are to be applied. */
export interface LifeboatTokens {
  /** As it was when the refresh began. */
  readonly account: SeenTokens & ScopedAccount & { readonly leaseId: string };
  readonly attemptId: string;
  readonly row: RefreshedRow;
}

const bytes = z
  .base64()
  .min(1)
  .transform((text): Uint8Array => Buffer.from(text, 'base64'));
const time = z.iso.datetime().transform((text) => new Date(text));

/** Further keys pass: a newer version of this code may write some while an older one still reads. */
const message = z.object({
  version: z.literal(1),
  account: z.object({
    id: z.uuid(),
    tenantId: z.string().min(1),
    userId: z.string(),
    platform: z.string(),
    requestedScopes: z.array(z.string()),
    grantedScopes: z.array(z.string()),
    tokenVersion: z.int(),
    leaseId: z.uuid(),
  }),
  attemptId: z.uuid(),
  row: z.object({
    sealedAccessToken: bytes,
    sealedRefreshToken: bytes.optional(),
    issuedAt: time,
    accessExpiresAt: time,
    refreshExpiresAt: time,
    refreshDueAt: time,
    grantedScopes: z.array(z.string()),
    stateReason: z.string(),
  }),
});

const encode = (sealed: Uint8Array): string => Buffer.from(sealed).toString('base64');

/** The message for the queue. It holds nothing that opens outside its account's row. */
export const writeLifeboat = (account: LeasedAccount, attemptId: string, row: RefreshedRow): string => {
  const { id, tenantId, userId, platform, requestedScopes, grantedScopes, tokenVersion, leaseId } = account;
  return JSON.stringify({
    version: 1,
    account: { id, tenantId, userId, platform, requestedScopes, grantedScopes, tokenVersion, leaseId },
    attemptId,
    row: {
      ...row,
      sealedAccessToken: encode(row.sealedAccessToken),
      sealedRefreshToken: row.sealedRefreshToken && encode(row.sealedRefreshToken),
    },
  });
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Reads a message of the queue; undefined for one that is none of ours. */
export const readLifeboat = (body: string): LifeboatTokens | undefined => {
  const { data } = message.safeParse(parseJson(body));
  if (data === undefined) return undefined;
  const { sealedRefreshToken, ...row } = data.row;
  return { ...data, row: { ...row, sealedRefreshToken } };
};
