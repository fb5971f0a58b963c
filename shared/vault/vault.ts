import type { Secret } from '../core/secret.ts';
import type { SealBinding } from './binding.ts';
import { createDataKeys, type DataKeyDependencies, type DataKeys } from './data-keys.ts';
import { openToken, readDataKeyId, sealToken } from './sealed-token.ts';

/**
 * Keeps secrets readable only where they belong. Every operation can fail with `key_service_unavailable` (try again), and
 * passes on a failure of the store; one whose key is in memory does no I/O at all.
 */
export interface Vault {
  /** Seals for the binding's tenant, account and column, under the tenant's active data key. */
  seal(plaintext: Secret, binding: SealBinding): Promise<Uint8Array>;
  /** Opens what was sealed for the same binding. Anything else is `sealed_token_unreadable`, and does not say why. */
  open(sealed: Uint8Array, binding: SealBinding): Promise<Secret>;
  /** Brings the tenant's data key to hand, so that a `seal` in the next minutes does no I/O and cannot fail for want of it. */
  prepare(tenant: string): Promise<void>;
  /** The same secret under the tenant's active data key, or `current` when it is under that key already. */
  rewrap(sealed: Uint8Array, binding: SealBinding): Promise<Uint8Array | 'current'>;
}

/** The vault over its key service and store; `settings` say how long keys live and how many stay in memory. */
export const createVault = (dependencies: DataKeyDependencies): Vault => {
  const keys = createDataKeys(dependencies);
  const preparedForMs = dependencies.settings.heldKeyMaxAgeMs / 2;

  const open: Vault['open'] = async (sealed, binding) => {
    const id = readDataKeyId(sealed);
    const key = keys.held(id, binding.tenant) ?? (await keys.load(id, binding.tenant));
    return openToken(key, sealed, binding);
  };

  return {
    open,
    seal: async (plaintext, binding) => sealToken(await activeKey(keys, binding.tenant), plaintext, binding),
    prepare: async (tenant) => {
      if (!keys.active(tenant, preparedForMs)) await keys.activate(tenant);
    },
    rewrap: async (sealed, binding) => {
      const id = readDataKeyId(sealed);
      const key = await activeKey(keys, binding.tenant);
      if (id === key.id) return 'current';
      return sealToken(key, await open(sealed, binding), binding);
    },
  };
};

const activeKey = (keys: DataKeys, tenant: string) => keys.active(tenant) ?? keys.activate(tenant);
