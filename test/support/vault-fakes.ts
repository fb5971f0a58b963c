import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Failure } from '../../shared/core/failure.ts';
import { isId } from '../../shared/core/ids.ts';
import type { DataKeyStore, KeyService, WrappedDataKey } from '../../shared/vault/data-keys.ts';
import { unreadable } from '../../shared/vault/sealed-token.ts';

export interface FakeKeyService extends KeyService {
  /** Each call made, such as `unwrap tenant-a`. */
  readonly calls: string[];
  /** Tenants whose calls fail as if the service were down. */
  readonly downFor: Set<string>;
  /** Each plaintext key handed out, the very same bytes that the caller holds. */
  readonly handedOut: Uint8Array[];
}

/** A key service in memory that wraps with real AES-GCM and binds the tenant, as KMS does by its encryption context. */
export const createFakeKeyService = (masterKey: Uint8Array = randomBytes(32)): FakeKeyService => {
  const calls: string[] = [];
  const downFor = new Set<string>();
  const handedOut: Uint8Array[] = [];

  const handOut = (plaintext: Uint8Array): Uint8Array => {
    handedOut.push(plaintext);
    return plaintext;
  };
  const note = (call: string, tenant: string): void => {
    calls.push(`${call} ${tenant}`);
    if (downFor.has(tenant))
      throw new Failure('key_service_unavailable', {
        detail: 'The key service is down.',
      });
  };

  return {
    calls,
    downFor,
    handedOut,
    generateDataKey: async (tenant) => {
      note('generate', tenant);
      const plaintext = randomBytes(32);
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', masterKey, iv).setAAD(Buffer.from(tenant));
      const wrapped = Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
      return { plaintext: handOut(plaintext), wrapped };
    },
    unwrap: async (wrapped, tenant) => {
      note('unwrap', tenant);
      const decipher = createDecipheriv('aes-256-gcm', masterKey, wrapped.subarray(0, 12), {
        authTagLength: 16,
      });
      decipher.setAAD(Buffer.from(tenant)).setAuthTag(wrapped.subarray(-16));
      const plaintext = decipher.update(wrapped.subarray(12, -16));
      try {
        decipher.final();
      } catch {
        throw unreadable();
      }
      return handOut(plaintext);
    },
  };
};

export interface MemoryKeyStore extends DataKeyStore {
  readonly calls: string[];
  /** Every key, retired or not, in the order of insertion. */
  readonly keys: (WrappedDataKey & { retiredAt?: Date })[];
}

/** A data-key store in memory that keeps the store's promises: one active key per tenant, the first insert wins. */
export const createMemoryKeyStore = (): MemoryKeyStore => {
  const calls: string[] = [];
  const keys: MemoryKeyStore['keys'] = [];
  const active = (tenant: string) => keys.find((key) => key.tenant === tenant && key.retiredAt === undefined);

  return {
    calls,
    keys,
    findActive: async (tenant) => {
      calls.push(`findActive ${tenant}`);
      return active(tenant);
    },
    find: async (id) => {
      calls.push(`find ${id}`);
      if (!isId(id)) throw new Error('Postgres refuses an id that is not a UUID.');
      return keys.find((key) => key.id === id);
    },
    insert: async (key) => {
      calls.push(`insert ${key.tenant}`);
      const winner = active(key.tenant);
      if (winner) return winner;
      keys.push({ ...key });
      return key;
    },
    retire: async (id, _tenant, retiredAt) => {
      calls.push(`retire ${id}`);
      const key = keys.find((one) => one.id === id && one.retiredAt === undefined);
      if (key) key.retiredAt = retiredAt;
    },
  };
};
