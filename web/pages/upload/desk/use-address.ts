import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { type PageAddress, readPageAddress, writePageAddress } from './page-address.ts';

const listeners = new Set<() => void>();

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
};

const readSearch = (): string => location.search;

const move = (change: Partial<PageAddress>, how: 'pushState' | 'replaceState'): void => {
  history[how](history.state, '', location.pathname + writePageAddress(location.search, change));
  for (const listener of listeners) listener();
};

/** What the address says, as it changes, and how to change it: `go` makes a step that the back button undoes. */
export const useAddress = () => {
  const search = useSyncExternalStore(subscribe, readSearch);
  const address = useMemo(() => readPageAddress(search), [search]);
  const go = useCallback((change: Partial<PageAddress>) => move(change, 'pushState'), []);
  const amend = useCallback((change: Partial<PageAddress>) => move(change, 'replaceState'), []);
  return { ...address, go, amend };
};
