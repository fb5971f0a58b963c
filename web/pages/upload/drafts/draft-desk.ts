import { applyChange } from '../form/apply-change.ts';
import { type Draft, emptyDraft } from '../model.ts';
import type { DraftStore } from './draft-store.ts';
import { type DraftText, draftOfText, isBlank, isSameText, textOfDraft } from './draft-text.ts';

/** A draft, and whether its text came from an earlier visit. */
export interface HeldDraft {
  readonly draft: Draft;
  readonly wasRestored: boolean;
}

const blank: HeldDraft = { draft: emptyDraft, wasRestored: false };

/** Typing is not interrupted by storing; what is left over at the end, `flush` stores. */
const delayMs = 300;

export interface DraftDeskDependencies {
  readonly store: DraftStore;
  readonly person: string;
  /** Calls back once after a time; answers how to call that off. */
  readonly setTimer: (callBack: () => void, delayMs: number) => () => void;
}

/** The drafts of a user's accounts, as long as the page lives. */
export interface DraftDesk {
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * The draft for an account: that of this page, else the one of an earlier visit. An account without either takes over the text
   * that is on the page, since whoever finds out late that it is the wrong account types nothing twice.
   */
  readonly of: (accountId: string) => HeldDraft;
  readonly change: (accountId: string, change: Partial<Draft>) => void;
  /** A form with this text, as for a post that failed. */
  readonly fill: (accountId: string, text: DraftText) => void;
  /** Whether something was typed for the account that such a form would replace. */
  readonly hasOther: (accountId: string, text: DraftText) => boolean;
  /** Forgets it all. */
  readonly clear: (accountId: string) => void;
  /** Forgets it all if it is this text still. Answers whether it was. */
  readonly clearIfSame: (accountId: string, text: DraftText) => boolean;
  /** Stores what has not been stored yet. */
  readonly flush: () => void;
  /** Another tab has changed the storage at this key: what it took of this tab's drafts is kept anew. */
  readonly keepAfter: (storageKey: string) => void;
}

export const createDraftDesk = ({ store, person, setTimer }: DraftDeskDependencies): DraftDesk => {
  const held = new Map<string, HeldDraft>();
  const unsaved = new Set<string>();
  const listeners = new Set<() => void>();
  let onPage: Draft = emptyDraft;
  let cancelTimer = (): void => undefined;

  const flush = (): void => {
    cancelTimer();
    for (const accountId of unsaved)
      store.write({ person, accountId }, textOfDraft(held.get(accountId)?.draft ?? emptyDraft));
    unsaved.clear();
  };
  const open = (accountId: string): HeldDraft => {
    const text = store.read({ person, accountId });
    return text === undefined
      ? { draft: draftOfText(textOfDraft(onPage)), wasRestored: false }
      : { draft: draftOfText(text), wasRestored: true };
  };
  const of = (accountId: string): HeldDraft => {
    const found = held.get(accountId) ?? open(accountId);
    held.set(accountId, found);
    onPage = found.draft;
    return found;
  };
  /** What was typed for an account, on this page or before; without making it what is on the page. */
  const typedFor = (accountId: string): DraftText | undefined =>
    held.get(accountId)?.draft ?? store.read({ person, accountId });
  const put = (accountId: string, next: HeldDraft): void => {
    held.set(accountId, next);
    onPage = next.draft;
    for (const listener of listeners) listener();
  };
  const storeSoon = (accountId: string): void => {
    unsaved.add(accountId);
    cancelTimer();
    cancelTimer = setTimer(flush, delayMs);
  };
  const keep = (accountId: string, next: HeldDraft): void => {
    put(accountId, next);
    storeSoon(accountId);
  };
  const clear = (accountId: string): void => {
    unsaved.delete(accountId);
    store.forget({ person, accountId });
    put(accountId, blank);
  };
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    of,
    change: (accountId, change) => {
      const was = of(accountId);
      keep(accountId, { ...was, draft: applyChange(was.draft, change) });
    },
    fill: (accountId, text) => keep(accountId, { draft: draftOfText(text), wasRestored: true }),
    hasOther: (accountId, text) => {
      const typed = typedFor(accountId);
      return typed !== undefined && !isBlank(typed) && !isSameText(typed, text);
    },
    clear,
    clearIfSame: (accountId, text) => {
      const typed = typedFor(accountId);
      const isSame = typed !== undefined && isSameText(typed, text);
      if (isSame) clear(accountId);
      return isSame;
    },
    flush,
    keepAfter: (storageKey) => {
      const taken = [...held.keys()].filter((accountId) => store.isOwn({ person, accountId }, storageKey));
      if (taken.length === 0) return;
      store.partWays();
      for (const accountId of taken) storeSoon(accountId);
    },
  };
};
