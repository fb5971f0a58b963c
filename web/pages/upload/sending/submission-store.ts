import type { UploadBody } from '../../../api/operations.ts';
import { isJsonObject, textOf } from '../../../api/read-json.ts';
import { readDraftText } from '../drafts/draft-text.ts';
import { keepItems, type PageStorage } from '../drafts/kept-items.ts';
import type { PendingPost } from './submission.ts';

/** Longer than its key is good: whoever comes back later is still told that something was left open. */
const lifeMs = 7 * 24 * 3_600_000;

/**
 * Keeps each press whose answer is not known under a name of its own: two tabs of one user never overwrite each other's,
 * and each can take up what the other left.
 */
export interface SubmissionStore {
  readonly list: (person: string) => readonly PendingPost[];
  readonly write: (person: string, pending: PendingPost) => void;
  readonly forget: (person: string, key: string) => void;
}

/** What stands in the storage under our name is what this page wrote; the API checks every body. */
const isUploadBody = (value: unknown): value is UploadBody =>
  isJsonObject(value) && textOf(value, 'accountId') !== undefined && isJsonObject(value.media);

const parsePending = (value: unknown): PendingPost | undefined => {
  if (!isJsonObject(value)) return undefined;
  const { body, pressedAt } = value;
  const [key, text] = [textOf(value, 'key'), readDraftText(value.text)];
  if (key === undefined || text === undefined || typeof pressedAt !== 'number' || !isUploadBody(body))
    return undefined;
  return { key, body, pressedAt, fileName: textOf(value, 'fileName') ?? null, text };
};

const startOf = (person: string): string => `${encodeURIComponent(person)}/`;

export const createSubmissionStore = (
  openStorage: () => PageStorage,
  clock: () => number,
): SubmissionStore => {
  const items = keepItems({
    prefix: 'creator-connect.sending.',
    lifeMs,
    parse: parsePending,
    openStorage,
    clock,
  });
  return {
    list: (person) =>
      items
        .names(startOf(person))
        .flatMap((name) => items.read(name) ?? [])
        .sort((one, other) => one.pressedAt - other.pressedAt),
    write: (person, pending) => items.write(startOf(person) + pending.key, pending),
    forget: (person, key) => items.forget(startOf(person) + key),
  };
};
