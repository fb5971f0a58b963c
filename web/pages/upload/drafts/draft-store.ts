import { type DraftText, isBlank, readDraftText } from './draft-text.ts';
import { keepItems, type PageStorage } from './kept-items.ts';

const lifeMs = 2 * 24 * 3_600_000;

/** Whose draft, and for which account. */
export interface DraftName {
  readonly person: string;
  readonly accountId: string;
}

/** Keeps what was typed, for two days. */
export interface DraftStore {
  readonly read: (name: DraftName) => DraftText | undefined;
  /** A form with nothing in it is nothing to keep. */
  readonly write: (name: DraftName, text: DraftText) => void;
  readonly forget: (name: DraftName) => void;
  /** The text of a post that was sent: should it fail, it can be sent again. */
  readonly readSent: (postId: string) => DraftText | undefined;
  readonly writeSent: (postId: string, text: DraftText) => void;
  readonly forgetSent: (postId: string) => void;
}

/** Ids may hold any character; together they are one name. */
const nameOf = ({ person, accountId }: DraftName): string =>
  `${encodeURIComponent(person)}/${encodeURIComponent(accountId)}`;

/** Keeps drafts in `localStorage`, so that a session that ended or a tab that was closed loses nothing. */
export const createDraftStore = (openStorage: () => PageStorage, clock: () => number): DraftStore => {
  const common = { lifeMs, parse: readDraftText, openStorage, clock };
  const drafts = keepItems({ ...common, prefix: 'creator-connect.draft.' });
  const sent = keepItems({ ...common, prefix: 'creator-connect.sent.' });
  return {
    read: (name) => drafts.read(nameOf(name)),
    write: (name, text) => (isBlank(text) ? drafts.forget(nameOf(name)) : drafts.write(nameOf(name), text)),
    forget: (name) => drafts.forget(nameOf(name)),
    readSent: sent.read,
    writeSent: sent.write,
    forgetSent: sent.forget,
  };
};
