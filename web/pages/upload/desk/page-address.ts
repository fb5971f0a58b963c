/** Where creators connect their accounts; in the same tab, since the session is this tab's. */
export const connectPage = '/platforms/connect/tiktok';

/** What of the page is in its address, so that it can be reloaded, linked to and gone back to. */
export interface PageAddress {
  readonly accountId: string | undefined;
  /** The post that is shown; the form when there is none. */
  readonly postId: string | undefined;
}

const fields = ['accountId', 'postId'] as const;

/** Ids are opaque; one that no id of ours is as long as is none. */
const read = (query: URLSearchParams, field: (typeof fields)[number]): string | undefined => {
  const value = query.get(field) ?? '';
  return value !== '' && value.length <= 200 ? value : undefined;
};

export const readPageAddress = (search: string): PageAddress => {
  const query = new URLSearchParams(search);
  return { accountId: read(query, 'accountId'), postId: read(query, 'postId') };
};

/** The query that says this; whatever else stood in it stays. */
export const writePageAddress = (search: string, change: Partial<PageAddress>): string => {
  const query = new URLSearchParams(search);
  for (const field of fields) {
    if (!Object.hasOwn(change, field)) continue;
    const value = change[field];
    if (value === undefined) query.delete(field);
    else query.set(field, value);
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
};
