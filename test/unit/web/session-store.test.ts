import { describe, expect, test } from '@jest/globals';
import { createSessionStore } from '../../../web/session/session-store.ts';

const createTabStorage = () => {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
};

const session = { token: 'a.b.c', returnTo: 'https://crm.example.com/' };

describe('the session store', () => {
  test('keeps a session for the page that the browser comes back to', () => {
    const storage = createTabStorage();
    createSessionStore(() => storage).write(session);

    const afterRedirect = createSessionStore(() => storage);

    expect(afterRedirect.read()).toEqual(session);
  });

  test('keeps a session that names no return address', () => {
    const storage = createTabStorage();
    createSessionStore(() => storage).write({ token: 'a.b.c', returnTo: undefined });

    expect(createSessionStore(() => storage).read()).toEqual({ token: 'a.b.c', returnTo: undefined });
  });

  test('leaves nothing behind when it is cleared', () => {
    const storage = createTabStorage();
    const store = createSessionStore(() => storage);
    store.write(session);

    store.clear();

    expect(store.read()).toBeUndefined();
    expect(storage.items.size).toBe(0);
  });

  test('serves the page without storage when the browser refuses even to name it', () => {
    const store = createSessionStore(() => {
      throw new Error('SecurityError');
    });

    store.write(session);

    expect(store.read()).toEqual(session);
    store.clear();
    expect(store.read()).toBeUndefined();
  });

  test.each(['', 'nonsense', '[]', 'null', '{}', '{"token":1}'])(
    'takes what it does not understand for no session: %j',
    (stored) => {
      const storage = createTabStorage();
      storage.setItem('creator-connect.session', stored);

      expect(createSessionStore(() => storage).read()).toBeUndefined();
    },
  );
});
