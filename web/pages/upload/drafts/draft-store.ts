import { isJsonObject } from '../../../api/read-json.ts';
import { type DraftText, isBlank, isSameText, readDraftText } from './draft-text.ts';
import { keepItems, type PageStorage } from './kept-items.ts';
import type { TabName } from './tab-name.ts';

const lifeMs = 2 * 24 * 3_600_000;

/** Whose draft, and for which account. */
export interface DraftName {
  readonly person: string;
  readonly accountId: string;
}

/**
 * Keeps what was typed, for two days, of each tab under a name of its own: two tabs of one user never overwrite each other's, and a
 * new one can take up what one that is gone has left.
 */
export interface DraftStore {
  /** The text of this tab, else the newest of any. */
  readonly read: (name: DraftName) => DraftText | undefined;
  /** A form with nothing in it is nothing to keep. What was read of another tab is this one's from then on. */
  readonly write: (name: DraftName, text: DraftText) => void;
  readonly forget: (name: DraftName) => void;
  /** Whether a key of the storage holds this tab's draft: it changes when another tab took it up, or has this one's name. */
  readonly isOwn: (name: DraftName, key: string) => boolean;
  /** Keeps from now on under another name than the tab that this one was duplicated from. */
  readonly partWays: () => void;
  /** The text of a post that was sent: should it fail, it can be sent again. */
  readonly readSent: (person: string, postId: string) => DraftText | undefined;
  readonly writeSent: (person: string, postId: string, text: DraftText) => void;
  readonly forgetSent: (person: string, postId: string) => void;
}

export interface DraftStoreSettings {
  readonly openStorage: () => PageStorage;
  readonly tab: TabName;
  readonly clock: () => number;
}

interface KeptDraft {
  readonly text: DraftText;
  readonly keptAt: number;
}

const parseKept = (value: unknown): KeptDraft | undefined => {
  if (!isJsonObject(value) || typeof value.keptAt !== 'number') return undefined;
  const text = readDraftText(value.text);
  return text === undefined ? undefined : { text, keptAt: value.keptAt };
};

const prefix = 'creator-connect.draft.';

/** Ids may hold any character; together they are one name. */
const join = (...ids: readonly string[]): string => ids.map(encodeURIComponent).join('/');

/** Keeps drafts in `localStorage`, so that a session that ended or a tab that was closed loses nothing. */
export const createDraftStore = ({ openStorage, tab, clock }: DraftStoreSettings): DraftStore => {
  const common = { lifeMs, openStorage, clock };
  const drafts = keepItems({ ...common, prefix, parse: parseKept });
  const sent = keepItems({ ...common, prefix: 'creator-connect.sent.', parse: readDraftText });
  /** What was read of another tab, by its own name here. */
  const borrowed = new Map<string, { readonly from: string; readonly text: DraftText }>();

  const nameOf = ({ person, accountId }: DraftName): string => join(person, accountId, tab.read());
  const findNewest = ({ person, accountId }: DraftName) =>
    drafts
      .names(`${join(person, accountId)}/`)
      .flatMap((from) => {
        const kept = drafts.read(from);
        return kept === undefined ? [] : [{ from, ...kept }];
      })
      .sort((one, other) => other.keptAt - one.keptAt)[0];
  /** The other tab has written since, or not: only what is the same is this one's now. */
  const takeOver = (own: string): void => {
    const loan = borrowed.get(own);
    borrowed.delete(own);
    if (loan === undefined) return;
    const now = drafts.read(loan.from);
    if (now !== undefined && isSameText(now.text, loan.text)) drafts.forget(loan.from);
  };
  return {
    read: (name) => {
      const own = nameOf(name);
      const kept = drafts.read(own);
      if (kept !== undefined) return kept.text;
      const newest = findNewest(name);
      if (newest !== undefined) borrowed.set(own, newest);
      return newest?.text;
    },
    write: (name, text) => {
      const own = nameOf(name);
      takeOver(own);
      if (isBlank(text)) drafts.forget(own);
      else drafts.write(own, { text, keptAt: clock() });
    },
    forget: (name) => {
      const own = nameOf(name);
      takeOver(own);
      drafts.forget(own);
    },
    isOwn: (name, key) => key === prefix + nameOf(name),
    partWays: tab.renew,
    readSent: (person, postId) => sent.read(join(person, postId)),
    writeSent: (person, postId, text) => sent.write(join(person, postId), text),
    forgetSent: (person, postId) => sent.forget(join(person, postId)),
  };
};
