import type { Secret } from '../core/secret.ts';
import type { PostRow } from '../database/posts.ts';
import type { SealBinding } from '../vault/binding.ts';
import type { Vault } from '../vault/vault.ts';

/** The address takes bytes for an hour from the init (tiktok-api.md section 5.5). */
export const uploadAddressLivesMs = 3600_000;

type Owner = Pick<PostRow, 'id' | 'tenantId' | 'accountId'>;

/** It opens for this tenant, account and post alone. */
const bindUploadAddress = ({ id, tenantId, accountId }: Owner): SealBinding => ({
  purpose: 'upload_address',
  tenant: tenantId,
  accountId,
  column: `tiktok_posts.sealed_upload_url/${id}`,
});

/** Seals the address to which a post's bytes go; it carries a token of its own. */
export const sealUploadAddress = (vault: Vault, post: Owner, address: Secret): Promise<Uint8Array> =>
  vault.seal(address, bindUploadAddress(post));

/** Throws `sealed_token_unreadable`. */
export const openUploadAddress = (vault: Vault, post: Owner, sealed: Uint8Array): Promise<Secret> =>
  vault.open(sealed, bindUploadAddress(post));
