/** The states of section 5.8. */
export const taskStatuses = [
  'PROCESSING_UPLOAD',
  'PROCESSING_DOWNLOAD',
  'SEND_TO_USER_INBOX',
  'PUBLISH_COMPLETE',
  'FAILED',
] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** Why a post failed (section 5.8). */
export const failReasons = [
  'file_format_check_failed',
  'duration_check_failed',
  'frame_rate_check_failed',
  'picture_size_check_failed',
  'internal',
  'video_pull_failed',
  'photo_pull_failed',
  'publish_cancelled',
  'auth_removed',
  'spam_risk_too_many_posts',
  'spam_risk_user_banned_from_posting',
  'spam_risk_text',
  'spam_risk',
] as const;
export type FailReason = (typeof failReasons)[number];

/** Bytes are on their way, TikTok works on them, or nothing happens by itself any more. */
export type Phase = 'transfer' | 'processing' | 'done';

export interface Transition {
  readonly at: number;
  readonly status: TaskStatus;
  readonly phase: Phase;
  readonly failReason: FailReason | null;
}

/** One PUT that was about this upload, answered or lost. */
export interface ChunkCall {
  readonly at: number;
  readonly firstByte: number | null;
  readonly lastByte: number | null;
  /** Null when the caller went away before all bytes were there. */
  readonly status: number | null;
}

export interface Upload {
  readonly id: string;
  readonly token: string;
  readonly url: string;
  /** The access token of the init. */
  readonly accessToken: string;
  readonly expiresAt: number;
  readonly sizeBytes: number;
  readonly chunkSizeBytes: number;
  readonly chunkCount: number;
  receivedBytes: number;
  contentType: string | null;
  /** Whether SHA-256 is taken of its bytes. */
  readonly isHashed: boolean;
  /** Of the whole file, once it is there. */
  sha256: string | null;
  chunks: ChunkCall[];
  /** The most PUTs that were ever under way at one time. */
  maxParallel: number;
  /** Whether the lifetime of its address ended before its last byte came. */
  isAbandoned: boolean;
}

export interface PulledFile {
  readonly url: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly contentType: string | null;
}

export interface Pull {
  readonly urls: readonly string[];
  files: PulledFile[];
  downloadedBytes: number;
  /** Requests made to the origin. */
  requests: number;
  /** Why the pull failed, in words for the developer. */
  failure: string | null;
  isWhole: boolean;
  /** The pull does not end before this time. */
  readonly endsAt: number;
}

/** What an init made: TikTok's own record of one post on its way. */
export interface PublishTask {
  readonly publishId: string;
  readonly clientKey: string;
  readonly openId: string;
  readonly mode: 'direct' | 'draft';
  readonly media: 'video' | 'photo';
  readonly source: 'FILE_UPLOAD' | 'PULL_FROM_URL';
  readonly createdAt: number;
  /** As sent. */
  readonly postInfo: Readonly<Record<string, unknown>>;
  readonly title: string;
  readonly privacyLevel: string | null;
  readonly isAigc: boolean;
  readonly coverIndex: number | null;
  readonly upload: Upload | null;
  readonly pull: Pull | null;
  status: TaskStatus;
  phase: Phase;
  failReason: FailReason | null;
  transitions: Transition[];
  /** When TikTok has made up its mind, once all bytes are there. */
  processingEndsAt: number | null;
  /** When the task fails because the creator removed the app, or null. */
  authRemovedAt: number | null;
}

/** A pull that has not ended by then fails (section 5.6). */
export const pullLimitMs = 3_600_000;

export type Happening = 'auth-removed' | 'pull-ended' | 'pull-timeout' | 'upload-abandoned' | 'processed';

/** What happens to a task next by itself, and when; null if nothing does. */
export function nextHappening(task: PublishTask): { at: number; happening: Happening } | null {
  if (task.phase === 'done') return null;
  const { authRemovedAt, processingEndsAt, upload, pull } = task;
  const isTransfer = task.phase === 'transfer';
  const candidates: readonly (readonly [Happening, number | null])[] = [
    ['auth-removed', authRemovedAt],
    ['pull-ended', isTransfer && pull?.isWhole === true ? pull.endsAt : null],
    ['pull-timeout', isTransfer && pull !== null ? task.createdAt + pullLimitMs : null],
    ['upload-abandoned', isTransfer && upload?.isAbandoned === false ? upload.expiresAt : null],
    ['processed', processingEndsAt],
  ];
  let next: { at: number; happening: Happening } | null = null;
  for (const [happening, at] of candidates) {
    if (at !== null && at < (next?.at ?? Number.POSITIVE_INFINITY)) next = { at, happening };
  }
  return next;
}
