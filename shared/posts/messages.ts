/** A post of a tenant, as every message of the publishing queues names it. */
export interface PostMessage {
  readonly version: 1;
  readonly tenant: string;
  readonly postId: string;
}

/** Queue `submit-posts`: the post is to be submitted. */
export type SubmitMessage = PostMessage;

/**
 * Queue `transfer-media`: all that is needed to send a file on. `uploadUrl` is the one thing of value in a message of ours:
 * it takes the bytes of this one file for an hour, and the function that uses it may hold no key to open a sealed one.
 */
export interface TransferMessage extends PostMessage {
  readonly key: string;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly contentType: string;
  readonly uploadUrl: string;
  /** ISO 8601. */
  readonly uploadExpiresAt: string;
  /** How many bytes the platform is known to have. */
  readonly confirmedBytes: number;
}

/** What is told of a post that is on its way. */
export type Progress =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'transfer_ended' }
  | { readonly kind: 'transfer_failed'; readonly code: string; readonly detail: string }
  /** The platform took a pull, and the database was away: this is the only memory of its answer. */
  | { readonly kind: 'accepted'; readonly publishId: string }
  /** The platform is to be asked, for the nth time. */
  | { readonly kind: 'poll'; readonly poll: number };

/** Queue `post-progress`. */
export type ProgressMessage = PostMessage & Progress;

type Fields = Readonly<Record<string, unknown>>;

const parse = (body: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const readPostMessage = (fields: Fields | undefined): PostMessage | undefined =>
  fields?.['version'] === 1 && isText(fields['tenant']) && isText(fields['postId'])
    ? { version: 1, tenant: fields['tenant'], postId: fields['postId'] }
    : undefined;

const readProgress = (fields: Fields): Progress | undefined => {
  const { kind, bytes, code, detail, publishId, poll } = fields;
  switch (kind) {
    case 'bytes':
      return isCount(bytes) ? { kind, bytes } : undefined;
    case 'transfer_ended':
      return { kind };
    case 'transfer_failed':
      return isText(code) && typeof detail === 'string' ? { kind, code, detail } : undefined;
    case 'accepted':
      return isText(publishId) ? { kind, publishId } : undefined;
    case 'poll':
      return isCount(poll) ? { kind, poll } : undefined;
    default:
      return undefined;
  }
};

/** Undefined for a body that is no such message; that is true of each of the readers. */
export const readSubmitMessage = (body: string): SubmitMessage | undefined => readPostMessage(parse(body));

export const readTransferMessage = (body: string): TransferMessage | undefined => {
  const fields = parse(body);
  const post = readPostMessage(fields);
  if (fields === undefined || post === undefined) return undefined;
  const { key, etag, sizeBytes, contentType, uploadUrl, uploadExpiresAt, confirmedBytes } = fields;
  const isWhole =
    isText(key) &&
    isText(etag) &&
    isCount(sizeBytes) &&
    isText(contentType) &&
    isText(uploadUrl) &&
    isText(uploadExpiresAt) &&
    !Number.isNaN(Date.parse(uploadExpiresAt)) &&
    isCount(confirmedBytes) &&
    confirmedBytes <= sizeBytes;
  return isWhole
    ? { ...post, key, etag, sizeBytes, contentType, uploadUrl, uploadExpiresAt, confirmedBytes }
    : undefined;
};

export const readProgressMessage = (body: string): ProgressMessage | undefined => {
  const fields = parse(body);
  const post = readPostMessage(fields);
  const progress = fields === undefined ? undefined : readProgress(fields);
  return post === undefined || progress === undefined ? undefined : { ...post, ...progress };
};

export const writeSubmitMessage = (message: SubmitMessage): string => JSON.stringify(message);
export const writeTransferMessage = (message: TransferMessage): string => JSON.stringify(message);
export const writeProgressMessage = (message: ProgressMessage): string => JSON.stringify(message);
