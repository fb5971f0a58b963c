/** By which name this tab keeps what is its own, over reloads and crashes. */
export interface TabName {
  readonly read: () => string;
  /** Takes another: a tab that was duplicated has the name of the first. */
  readonly renew: () => void;
}

const key = 'creator-connect.tab';

/** Keeps the name in `sessionStorage`; where the browser refuses that, it lasts as long as the page. */
export const createTabName = (
  openStorage: () => Pick<Storage, 'getItem' | 'setItem'>,
  createId: () => string,
): TabName => {
  let name: string | undefined;
  const readStored = (): string | undefined => {
    try {
      return openStorage().getItem(key) ?? undefined;
    } catch {
      return undefined;
    }
  };
  const take = (): string => {
    const taken = createId();
    name = taken;
    try {
      openStorage().setItem(key, taken);
    } catch {
      // See above.
    }
    return taken;
  };
  return {
    read: () => {
      name ??= readStored() ?? take();
      return name;
    },
    renew: () => void take(),
  };
};
