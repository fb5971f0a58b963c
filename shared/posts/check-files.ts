import { Failure, type FieldError } from '../core/failure.ts';
import type { MediaRow } from '../database/media.ts';
import type { PostRules } from '../platforms/post-rules.ts';
import { type Order, postRefused, refuseField } from './upload-form.ts';

const hourMs = 3600_000;

/**
 * How long a file must be kept past the time of its post: a draft may wait a day for a free place in the inbox, and the
 * platform takes up to an hour to fetch or to be sent it.
 */
export const keptForMs = 25 * hourMs;

/** A staged file that an order names, whole and postable by itself. */
export type ReadyMedia = MediaRow & { readonly etag: string };

interface Named {
  readonly pointer: string;
  readonly id: string;
  readonly row: MediaRow | undefined;
}

/** The ids of an order's staged files, with the pointers to them. */
export const namedFiles = ({ media }: Pick<Order, 'media'>): readonly { pointer: string; id: string }[] => {
  if (media.kind === 'file') return [{ pointer: '/media/mediaId', id: media.mediaId }];
  if (media.kind !== 'photo_media') return [];
  return media.mediaIds.map((id, index) => ({ pointer: `/media/photoMediaIds/${index}`, id }));
};

const isThere = (row: MediaRow | undefined, now: Date): row is MediaRow =>
  row !== undefined && row.state !== 'deleted' && row.expiresAt > now;

const refuseMissing = (files: readonly Named[], now: Date): void => {
  const missing = files.filter(({ row }) => !isThere(row, now));
  if (missing.length === 0) return;
  throw new Failure('media_not_found', {
    detail: 'There is no such staged file here; files are deleted after a while. Upload it again.',
    errors: missing.map(({ pointer }) => refuseField(pointer, 'It names no file that you can see.')),
  });
};

const refuseUnfinished = (files: readonly Named[]): void => {
  const unfinished = files.filter(({ row }) => row?.state === 'uploading' || row?.etag === null);
  if (unfinished.length === 0) return;
  throw new Failure('media_not_ready', {
    detail: 'The upload of the file is not complete. Send its missing parts, complete it, then post.',
    errors: unfinished.map(({ pointer }) => refuseField(pointer, 'Its upload is not complete.')),
  });
};

const problemsOf = ({ row }: Named): string => row?.problems.map(({ detail }) => detail).join(' ') ?? '';

const refuseUnusable = (files: readonly Named[]): void => {
  const unusable = files.filter(({ row }) => row?.state === 'refused' || row?.problems.length !== 0);
  const [first] = unusable;
  if (first === undefined) return;
  throw new Failure('media_refused', {
    detail: `TikTok would not take the file: ${problemsOf(first)} Upload another one.`,
    errors: unusable.map((file) => refuseField(file.pointer, problemsOf(file))),
  });
};

const refuseKind = ({ pointer, row }: Named, wanted: MediaRow['kind']): FieldError[] => {
  if (row?.kind === wanted) return [];
  const detail =
    wanted === 'video'
      ? 'It is a photo: send photos as photoMediaIds, with source PULL_FROM_URL.'
      : 'It is a video: send a video as mediaId, with source FILE_UPLOAD.';
  return [refuseField(pointer, detail)];
};

const refuseExpiry = (files: readonly Named[], publishAt: Date | null, now: Date): FieldError[] => {
  const expiries = files.flatMap(({ row }) => (row === undefined ? [] : [row.expiresAt.getTime()]));
  const keptUntilMs = Math.min(...expiries) - keptForMs;
  if ((publishAt ?? now).getTime() <= keptUntilMs) return [];
  const latest = new Date(keptUntilMs).toISOString();
  if (publishAt === null || keptUntilMs <= now.getTime()) {
    return files
      .filter(({ row }) => row !== undefined && row.expiresAt.getTime() - keptForMs < now.getTime())
      .map(({ pointer }) =>
        refuseField(pointer, 'The file is deleted before its post is sure to be through. Upload it again.'),
      );
  }
  return [
    refuseField(
      '/publishAt',
      `The staged file is kept for posts until ${latest}. Choose an earlier time, or stage it nearer to the time.`,
    ),
  ];
};

const refuseLength = ({ mode, options }: Order, file: Named, rules: PostRules): FieldError[] => {
  const seconds = file.row?.facts?.durationSeconds ?? undefined;
  if (seconds === undefined) return [];
  const { coverTimestampMs } = options;
  const cover =
    coverTimestampMs !== undefined && coverTimestampMs >= seconds * 1_000
      ? [refuseField('/post/coverTimestampMs', `The video ends after ${Math.floor(seconds * 1_000)} ms.`)]
      : [];
  const draft =
    mode === 'inbox' && seconds > rules.draftVideoMaxSeconds
      ? [
          refuseField(
            file.pointer,
            `The video has ${Math.ceil(seconds)} seconds; TikTok takes drafts of at most ${rules.draftVideoMaxSeconds}. Shorten it.`,
          ),
        ]
      : [];
  return [...cover, ...draft];
};

const isWhole = (row: MediaRow | undefined): row is ReadyMedia => typeof row?.etag === 'string';

/**
 * The staged files of an order, in its order. Throws `media_not_found`, `media_not_ready`, `media_refused`, or
 * `post_refused` for files that are sound but do not fit the order; each names every such file.
 */
export const checkFiles = (
  order: Order,
  rows: readonly MediaRow[],
  rules: PostRules,
  now: Date,
): readonly ReadyMedia[] => {
  const files = namedFiles(order).map((named) => ({ ...named, row: rows.find(({ id }) => id === named.id) }));
  if (files.length === 0) return [];
  refuseMissing(files, now);
  refuseUnfinished(files);
  refuseUnusable(files);
  const wanted = order.mediaKind === 'video' ? 'video' : 'photo';
  const errors = [
    ...files.flatMap((file) => refuseKind(file, wanted)),
    ...refuseExpiry(files, order.publishAt, now),
    ...(order.mediaKind === 'video' ? files.flatMap((file) => refuseLength(order, file, rules)) : []),
  ];
  if (errors.length > 0) throw postRefused(errors);
  return files.flatMap(({ row }) => (isWhole(row) ? [row] : []));
};
