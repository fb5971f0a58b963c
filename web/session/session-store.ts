import { isJsonObject, textOf } from '../api/read-json.ts';

/** One user's session in this tab. */
export interface Session {
  readonly token: string;
  /** Where the CRM wants its user back; undefined when it did not say. */
  readonly returnTo: string | undefined;
}

export interface SessionStore {
  read(): Session | undefined;
  write(session: Session): void;
  clear(): void;
}

type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const key = 'creator-connect.session';

const parseSession = (text: string): Session | undefined => {
  try {
    const stored: unknown = JSON.parse(text);
    const token = isJsonObject(stored) ? textOf(stored, 'token') : undefined;
    if (!isJsonObject(stored) || token === undefined) return undefined;
    return { token, returnTo: textOf(stored, 'returnTo') };
  } catch {
    return undefined;
  }
};

/**
 * Keeps the session in `sessionStorage`, since the way through TikTok drops the fragment. Where the browser refuses to
 * store (asking for the storage can throw as well), the session lives as long as the page.
 */
export const createSessionStore = (openStorage: () => TabStorage): SessionStore => {
  let inMemory: Session | undefined;
  const attempt = <T>(act: (storage: TabStorage) => T): T | undefined => {
    try {
      return act(openStorage());
    } catch {
      return undefined;
    }
  };
  return {
    read: () => inMemory ?? parseSession(attempt((storage) => storage.getItem(key)) ?? ''),
    write: (session) => {
      inMemory = session;
      attempt((storage) => storage.setItem(key, JSON.stringify(session)));
    },
    clear: () => {
      inMemory = undefined;
      attempt((storage) => storage.removeItem(key));
    },
  };
};
