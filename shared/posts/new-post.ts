import type { AccountRow } from '../database/accounts.ts';
import type { IntentMedia, NewPost, PostConsent, PostIntent } from '../database/posts.ts';
import type { CreatorInfo } from '../platforms/posting.ts';
import type { ReadyMedia } from './check-files.ts';
import type { CreatorPosting } from './creator-info.ts';
import type { Order } from './upload-form.ts';

/** What an order, the files it names and its account's creator make together. */
export interface CheckedOrder {
  readonly order: Order;
  readonly account: AccountRow;
  /** In the order's own order. */
  readonly files: readonly ReadyMedia[];
  /** Of a direct post: what its creator was told and could choose from when agreeing. */
  readonly creator: CreatorPosting | undefined;
}

/** Reconcile-posts sends a queued post on when the queue's message was lost. */
const graceMs = 60_000;

const writeMedia = ({ media }: Order, files: readonly ReadyMedia[]): IntentMedia => {
  switch (media.kind) {
    case 'video_url':
    case 'photo_urls':
      return media;
    case 'photo_media':
      return {
        kind: 'photo_media',
        photos: files.map(({ id, key }) => ({ mediaId: id, key })),
        coverIndex: media.coverIndex,
      };
    case 'file': {
      const [file] = files;
      if (file === undefined) throw new Error('The file of the order was not read.');
      return { kind: 'file', mediaId: file.id, key: file.key, etag: file.etag };
    }
  }
};

const videoOf = ({ order, files }: CheckedOrder): ReadyMedia | undefined =>
  order.media.kind === 'file' ? files[0] : undefined;

/** How long the video of an order is, where that is known. */
export const durationOf = (checked: CheckedOrder): number | undefined =>
  videoOf(checked)?.facts?.durationSeconds ?? undefined;

const writeIntent = (checked: CheckedOrder): PostIntent => {
  const { order, files } = checked;
  const contentType = videoOf(checked)?.contentType;
  const durationSeconds = durationOf(checked);
  return {
    media: writeMedia(order, files),
    ...(contentType === undefined ? {} : { contentType }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    options: order.options,
  };
};

/** Without the link to the picture, which is signed and soon dead. */
const writeCreatorInfo = (info: CreatorInfo): Readonly<Record<string, unknown>> => {
  const { avatarUrl: _avatarUrl, ...rest } = info;
  return rest;
};

const writeConsent = ({ order, creator }: CheckedOrder, givenBy: string, now: Date): PostConsent | null => {
  if (order.consent === undefined) return null;
  const shown = creator === undefined || creator.info === null ? {} : writeCreatorInfo(creator.info);
  const withheld = creator?.canPost === false ? { cannotPostBecause: creator.code } : {};
  return {
    musicUsage: true,
    brandedContentPolicy: order.consent.brandedContentPolicy,
    givenBy,
    givenAt: now.toISOString(),
    creatorInfo: { ...shown, ...withheld },
  };
};

/**
 * The row that a checked order becomes, under an id that was chosen for it before. It belongs to the account's user, so
 * that a session of theirs sees what the CRM posts for them.
 */
export const writePost = (checked: CheckedOrder, id: string, createdBy: string, now: Date): NewPost => {
  const { order, account, creator } = checked;
  const { publishAt } = order;
  return {
    id,
    tenantId: account.tenantId,
    userId: account.userId,
    accountId: account.id,
    createdBy,
    mode: order.mode,
    mediaKind: order.mediaKind,
    source: order.source,
    intent: writeIntent(checked),
    consent: writeConsent(checked, createdBy, now),
    reference: order.reference,
    publishAt,
    sizeBytes: videoOf(checked)?.sizeBytes ?? null,
    state: publishAt === null ? 'queued' : 'scheduled',
    creatorCheckedAt: creator?.canPost === true ? creator.fetchedAt : null,
    dueAt: publishAt ?? new Date(now.getTime() + graceMs),
    // Null is now: a queued post that must wait is given its time when its turn is looked at.
    willSubmitAt: publishAt,
    createdAt: now,
  };
};
