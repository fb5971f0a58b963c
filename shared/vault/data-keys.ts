import type { KeyObject } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { createId } from '../core/ids.ts';
import { importKey } from './envelope.ts';
import { createKeyCache, type HeldKey } from './key-cache.ts';
import { unreadable } from './sealed-token.ts';
import { createSingleFlight } from './single-flight.ts';

/** A data key as it is stored: wrapped by the key service, useless without it. */
export interface WrappedDataKey {
  /** A UUID in its usual form. */
  readonly id: string;
  readonly tenant: string;
  readonly wrapped: Uint8Array;
  readonly createdAt: Date;
}

/** Where wrapped data keys are kept. Each call carries the tenant, so that the store can hold to its rows alone. */
export interface DataKeyStore {
  /** The tenant's one key that is not retired. */
  findActive(tenant: string): Promise<WrappedDataKey | undefined>;
  /** The key by its id, retired or not. */
  find(id: string, tenant: string): Promise<WrappedDataKey | undefined>;
  /** Stores `key` as the tenant's active one and returns it; if there is one already, returns that one and stores nothing. */
  insert(key: WrappedDataKey): Promise<WrappedDataKey>;
  /** Ends the key's time as the active one; does nothing when it has ended already. */
  retire(id: string, tenant: string, retiredAt: Date): Promise<void>;
}

/** Makes and unwraps data keys under a key that never leaves the service. The caller wipes the plaintext it is given. */
export interface KeyService {
  generateDataKey(tenant: string): Promise<{ readonly plaintext: Uint8Array; readonly wrapped: Uint8Array }>;
  unwrap(wrapped: Uint8Array, tenant: string): Promise<Uint8Array>;
}

export interface DataKeySettings {
  /** After this long a tenant's data key is replaced by a new one. */
  readonly dataKeyMaxAgeMs: number;
  /** For this long an unwrapped key stays in memory. */
  readonly heldKeyMaxAgeMs: number;
  readonly heldKeysMax: number;
}

export interface DataKeyDependencies {
  readonly keyService: KeyService;
  readonly dataKeyStore: DataKeyStore;
  readonly clock: Clock;
  readonly settings: DataKeySettings;
}

export interface DataKeys {
  /** The key to open with, if it is in memory. */
  held(id: string, tenant: string): HeldKey | undefined;
  /** The key to open with, from the store and the key service. Throws `sealed_token_unreadable` if the tenant has none such. */
  load(id: string, tenant: string): Promise<HeldKey>;
  /** The key to seal with, if it is in memory; with `marginMs`, only if it stays usable that much longer. */
  active(tenant: string, marginMs?: number): HeldKey | undefined;
  /** The key to seal with, loaded, made or replaced as needed; it then stays usable for at least half a held key's time. */
  activate(tenant: string): Promise<HeldKey>;
}

/**
 * One active data key per tenant, replaced by age; unwrapped keys in memory. Requests for one key at one time make one
 * call. A failure of the store or the key service passes through, is not remembered and touches no other tenant.
 */
export const createDataKeys = ({
  keyService,
  dataKeyStore,
  clock,
  settings,
}: DataKeyDependencies): DataKeys => {
  const { dataKeyMaxAgeMs, heldKeyMaxAgeMs, heldKeysMax } = settings;
  const cache = createKeyCache(heldKeysMax);
  const loading = createSingleFlight<HeldKey>();
  const activating = createSingleFlight<HeldKey>();
  const now = (): number => clock().getTime();

  const hold = (stored: WrappedDataKey, key: KeyObject): HeldKey => {
    const nowMs = now();
    const id = withoutDashes(stored.id);
    const heldUntilMs = nowMs + heldKeyMaxAgeMs;
    const sealsUntilMs = Math.min(heldUntilMs, stored.createdAt.getTime() + dataKeyMaxAgeMs);
    const held = {
      id,
      idBytes: Buffer.from(id, 'hex'),
      tenant: stored.tenant,
      key,
      heldUntilMs,
      sealsUntilMs,
    };
    cache.hold(held, nowMs);
    return held;
  };

  /** By id and tenant: someone asking with another's key id must not share its flight, nor its failure. */
  const unwrapOnce = (
    id: string,
    tenant: string,
    find: () => Promise<WrappedDataKey | undefined>,
  ): Promise<HeldKey> =>
    loading(`${id} ${tenant}`, async () => {
      const stored = await find();
      if (stored?.tenant !== tenant || withoutDashes(stored.id) !== id) throw unreadable();
      return hold(stored, importKey(await keyService.unwrap(stored.wrapped, tenant)));
    });

  const unwrap = (stored: WrappedDataKey, tenant: string): Promise<HeldKey> =>
    unwrapOnce(withoutDashes(stored.id), tenant, async () => stored);

  /**
   * Asks the key service before the old key is retired, and inserts after it. Cut off in between, the tenant has no active
   * key and the next call makes one. When two replace at once, the store keeps one and both go on with that.
   */
  const replace = async (worn: WrappedDataKey | undefined, tenant: string): Promise<HeldKey> => {
    const { plaintext, wrapped } = await keyService.generateDataKey(tenant);
    const key = importKey(plaintext);
    const createdAt = clock();
    if (worn) await dataKeyStore.retire(worn.id, tenant, createdAt);
    const candidate = { id: createId(createdAt), tenant, wrapped, createdAt };
    const winner = await dataKeyStore.insert(candidate);
    return winner.id === candidate.id ? hold(candidate, key) : unwrap(winner, tenant);
  };

  const findOrReplace = async (tenant: string): Promise<HeldKey> => {
    const stored = await dataKeyStore.findActive(tenant);
    const neededUntilMs = now() + heldKeyMaxAgeMs / 2;
    if (!stored || stored.createdAt.getTime() + dataKeyMaxAgeMs <= neededUntilMs)
      return replace(stored, tenant);
    return cache.find(withoutDashes(stored.id), tenant, neededUntilMs) ?? unwrap(stored, tenant);
  };

  return {
    held: (id, tenant) => cache.find(id, tenant, now()),
    load: (id, tenant) => unwrapOnce(id, tenant, () => dataKeyStore.find(withDashes(id), tenant)),
    active: (tenant, marginMs = 0) => cache.findActive(tenant, now() + marginMs),
    activate: (tenant) =>
      activating(tenant, async () => {
        const key = await findOrReplace(tenant);
        cache.activate(key);
        return key;
      }),
  };
};

const withoutDashes = (uuid: string): string => uuid.replaceAll('-', '');

const withDashes = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
