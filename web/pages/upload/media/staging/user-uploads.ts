import { isGone, type MediaCalls } from './media-calls.ts';
import type { RememberedUpload, UploadMemory } from './upload-memory.ts';

export interface UserUploadsDependencies {
  readonly calls: Pick<MediaCalls, 'sign' | 'drop'>;
  readonly memory: UploadMemory;
  /** The uploads that some tab of this browser is at work on. */
  readonly findHeld: () => Promise<ReadonlySet<string>>;
  /** Whether a post whose answer is still open names this upload. */
  readonly isStillNeeded: (mediaId: string) => boolean;
}

/** What this browser knows of the uploads of one user. */
export interface UserUploads {
  remember(upload: RememberedUpload): void;
  forget(mediaId: string): void;
  /** Deletes what was stored of it, but for a post that needs it: then it is only forgotten here. */
  giveUp(upload: RememberedUpload | undefined): void;
  /** Those that no tab is at work on, the newest first. */
  listFree(): Promise<readonly RememberedUpload[]>;
  /** How much the store has of it; undefined when it cannot tell. Forgets one that is gone. Throws when called off. */
  measure(upload: RememberedUpload, signal: AbortSignal): Promise<number | 'gone' | undefined>;
}

/** Without a user, nothing is remembered. */
export const createUserUploads = (
  { calls, memory, findHeld, isStillNeeded }: UserUploadsDependencies,
  user: string | undefined,
): UserUploads => {
  const forget = (mediaId: string): void => {
    if (user !== undefined) memory.forget(user, mediaId);
  };
  return {
    // Without a fingerprint, no file could be known as its own again.
    remember: (upload) => {
      if (user !== undefined && upload.fingerprint !== '') memory.write(user, upload);
    },
    forget,
    giveUp: (upload) => {
      if (upload === undefined) return;
      forget(upload.mediaId);
      if (!isStillNeeded(upload.mediaId)) void calls.drop(upload.mediaId);
    },
    listFree: async () => {
      const held = await findHeld();
      return user === undefined ? [] : memory.list(user).filter(({ mediaId }) => !held.has(mediaId));
    },
    measure: async ({ mediaId }, signal) => {
      const measured = await calls.sign(mediaId, [1], signal).then(
        ({ stored }) => stored.reduce((sum, part) => sum + part.sizeBytes, 0),
        (error: unknown) => (isGone(error) ? ('gone' as const) : undefined),
      );
      signal.throwIfAborted();
      if (measured === 'gone') forget(mediaId);
      return measured;
    },
  };
};
