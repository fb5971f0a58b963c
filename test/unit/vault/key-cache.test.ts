import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createKeyCache, type HeldKey } from '../../../shared/vault/key-cache.ts';

const makeHeld = (id: string, change: Partial<HeldKey> = {}): HeldKey => ({
  id,
  idBytes: Buffer.from(id),
  tenant: 'tenant-a',
  key: createSecretKey(randomBytes(32)),
  heldUntilMs: 100,
  sealsUntilMs: 80,
  ...change,
});

describe('the key cache', () => {
  test('finds a key until its time is over, and no longer', () => {
    const cache = createKeyCache(10);
    const key = makeHeld('k1');
    cache.hold(key, 0);

    const found = [cache.find('k1', 'tenant-a', 99), cache.find('k1', 'tenant-a', 100)];

    expect(found).toEqual([key, undefined]);
  });

  test("does not find a key for another tenant's name", () => {
    const cache = createKeyCache(10);
    cache.hold(makeHeld('k1'), 0);

    expect(cache.find('k1', 'tenant-b', 0)).toBeUndefined();
  });

  test('seals by a key only until it is to be replaced, while it still opens', () => {
    const cache = createKeyCache(10);
    const key = makeHeld('k1');
    cache.hold(key, 0);
    cache.activate(key);

    const found = [
      cache.findActive('tenant-a', 79),
      cache.findActive('tenant-a', 80),
      cache.find('k1', 'tenant-a', 80),
    ];

    expect(found).toEqual([key, undefined, key]);
  });

  test('forgets what is too old whenever it takes a key in, used or not', () => {
    const cache = createKeyCache(10);
    const key = makeHeld('k1');
    cache.hold(key, 0);
    cache.activate(key);

    cache.hold(makeHeld('k2', { heldUntilMs: 300 }), 100);

    expect([cache.find('k1', 'tenant-a', 0), cache.findActive('tenant-a', 0)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('counts a second copy of a key once', () => {
    const cache = createKeyCache(2);
    const newer = makeHeld('k2');
    cache.hold(makeHeld('k1'), 0);
    cache.hold(makeHeld('k2'), 0);

    cache.hold(newer, 0);

    expect(cache.find('k1', 'tenant-a', 0)).toBeDefined();
    expect(cache.find('k2', 'tenant-a', 0)).toBe(newer);
  });

  test('does not let a key seal that has given way already', () => {
    const cache = createKeyCache(1);
    const key = makeHeld('k1');
    cache.hold(key, 0);
    cache.hold(makeHeld('k2'), 0);

    cache.activate(key);

    expect(cache.findActive('tenant-a', 0)).toBeUndefined();
  });
});
