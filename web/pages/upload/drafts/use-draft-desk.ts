import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { createDraftDesk, type DraftDesk, type HeldDraft } from './draft-desk.ts';
import { createDraftStore } from './draft-store.ts';
import { createTabName } from './tab-name.ts';

/** What this browser keeps of drafts. */
export const draftStore = createDraftStore({
  openStorage: () => localStorage,
  tab: createTabName(
    () => sessionStorage,
    () => crypto.randomUUID(),
  ),
  clock: Date.now,
});

const setTimer = (callBack: () => void, delayMs: number) => {
  const timer = setTimeout(callBack, delayMs);
  return () => clearTimeout(timer);
};

/** The drafts of a user, stored as they are typed, and when the page goes. */
export const useDraftDesk = (person: string): DraftDesk => {
  const desk = useMemo(() => createDraftDesk({ store: draftStore, person, setTimer }), [person]);
  useEffect(() => {
    // Of a page that is hidden, a telephone may never show another sign of life.
    const flushHidden = () => document.visibilityState === 'hidden' && desk.flush();
    const noteOthers = ({ key }: StorageEvent) => key !== null && desk.keepAfter(key);
    addEventListener('storage', noteOthers);
    addEventListener('pagehide', desk.flush);
    document.addEventListener('visibilitychange', flushHidden);
    return () => {
      removeEventListener('storage', noteOthers);
      removeEventListener('pagehide', desk.flush);
      document.removeEventListener('visibilitychange', flushHidden);
      desk.flush();
    };
  }, [desk]);
  return desk;
};

/** The draft for an account, as it changes. */
export const useDraft = (desk: DraftDesk, accountId: string): HeldDraft =>
  useSyncExternalStore(desk.subscribe, () => desk.of(accountId));
