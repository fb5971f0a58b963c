import type { SealingKey } from './sealed-token.ts';

/** An unwrapped data key in memory. */
export interface HeldKey extends SealingKey {
  readonly tenant: string;
  /** When it leaves memory, whatever its use. */
  readonly heldUntilMs: number;
  /** Until when it may seal: a replaced key still opens what it sealed. */
  readonly sealsUntilMs: number;
}

export interface KeyCache {
  /** The key `id` if it is held for `tenant` and still will be at `atMs`. */
  find(id: string, tenant: string, atMs: number): HeldKey | undefined;
  /** The key that seals for `tenant` if it still may at `atMs`. */
  findActive(tenant: string, atMs: number): HeldKey | undefined;
  /** Holds `key`, in place of an older copy; drops what is too old at `nowMs`, and the least recently used over the count. */
  hold(key: HeldKey, nowMs: number): void;
  /** Makes `key` the one that seals for its tenant, for as long as it is held. */
  activate(key: HeldKey): void;
}

interface Place {
  readonly key: HeldKey;
  lastUse: number;
}

/**
 * Unwrapped keys, bounded by age and by count. A dropped key is cleared by OpenSSL once nothing uses it any more (see
 * `importKey`), so that no use in progress loses its key.
 */
export const createKeyCache = (heldKeysMax: number): KeyCache => {
  const places = new Map<string, Place>();
  const active = new Map<string, Place>();
  let uses = 0;

  /** Ordered by a counter and not by the Map: marking a use is one addition, and only `hold` searches. */
  const use = (place: Place): HeldKey => {
    uses += 1;
    place.lastUse = uses;
    return place.key;
  };
  const drop = (place: Place): void => {
    places.delete(place.key.id);
    if (active.get(place.key.tenant) === place) active.delete(place.key.tenant);
  };
  const dropOverdue = (nowMs: number): void => {
    for (const place of places.values()) if (place.key.heldUntilMs <= nowMs) drop(place);
  };

  return {
    find: (id, tenant, atMs) => {
      const place = places.get(id);
      return place?.key.tenant === tenant && place.key.heldUntilMs > atMs ? use(place) : undefined;
    },
    findActive: (tenant, atMs) => {
      const place = active.get(tenant);
      return place !== undefined && place.key.sealsUntilMs > atMs ? use(place) : undefined;
    },
    hold: (key, nowMs) => {
      dropOverdue(nowMs);
      const older = places.get(key.id);
      if (older) drop(older);
      else if (places.size >= heldKeysMax) drop(leastRecentlyUsed(places.values()));
      const place = { key, lastUse: 0 };
      places.set(key.id, place);
      use(place);
    },
    activate: (key) => {
      const place = places.get(key.id);
      if (place?.key === key) active.set(key.tenant, place);
    },
  };
};

const leastRecentlyUsed = (places: Iterable<Place>): Place =>
  [...places].reduce((oldest, place) => (place.lastUse < oldest.lastUse ? place : oldest));
