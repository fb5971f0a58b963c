import { isJsonObject } from '../../../api/read-json.ts';

/** What this needs of `localStorage`. */
export type PageStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Items of one kind in the browser's storage, each forgotten after a while. */
export interface KeptItems<T> {
  readonly read: (name: string) => T | undefined;
  readonly write: (name: string, value: T) => void;
  readonly forget: (name: string) => void;
  /** The names that begin so. */
  readonly names: (start: string) => readonly string[];
}

export interface KeptItemsSettings<T> {
  /** Before each name in the storage. */
  readonly prefix: string;
  readonly lifeMs: number;
  /** Undefined for what is none. */
  readonly parse: (value: unknown) => T | undefined;
  /** Asking for the storage can throw as well. */
  readonly openStorage: () => PageStorage;
  readonly clock: () => number;
}

const parseJson = (text: string | null): unknown => {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Keeps items over reloads. Where the browser refuses to store, they last as long as the page. */
export const keepItems = <T>(settings: KeptItemsSettings<T>): KeptItems<T> => {
  const { prefix, lifeMs, parse, openStorage, clock } = settings;
  const inMemory = new Map<string, T>();
  const attempt = <Result>(act: (storage: PageStorage) => Result): Result | undefined => {
    try {
      return act(openStorage());
    } catch {
      return undefined;
    }
  };
  const fullNames = (): string[] =>
    attempt((storage) =>
      Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '').filter((name) =>
        name.startsWith(prefix),
      ),
    ) ?? [];
  const readStored = (fullName: string): T | undefined => {
    const stored = parseJson(attempt((storage) => storage.getItem(fullName)) ?? null);
    if (!isJsonObject(stored) || typeof stored.savedAt !== 'number') return undefined;
    return clock() - stored.savedAt < lifeMs ? parse(stored.value) : undefined;
  };
  for (const name of fullNames())
    if (readStored(name) === undefined) attempt((storage) => storage.removeItem(name));
  return {
    read: (name) => inMemory.get(name) ?? readStored(prefix + name),
    write: (name, value) => {
      const text = JSON.stringify({ savedAt: clock(), value });
      const isStored = attempt((storage) => {
        storage.setItem(prefix + name, text);
        return true;
      });
      if (isStored === true) inMemory.delete(name);
      else inMemory.set(name, value);
    },
    forget: (name) => {
      inMemory.delete(name);
      attempt((storage) => storage.removeItem(prefix + name));
    },
    names: (start) =>
      [...new Set([...fullNames().map((name) => name.slice(prefix.length)), ...inMemory.keys()])].filter(
        (name) => name.startsWith(start),
      ),
  };
};
