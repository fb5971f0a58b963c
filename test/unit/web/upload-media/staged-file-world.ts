import { planParts } from '../../../../shared/posts/media/part-plan.ts';
import { ApiError } from '../../../../web/api/api-error.ts';
import type { StagedMedia } from '../../../../web/api/operations.ts';
import type { MediaCalls } from '../../../../web/pages/upload/media/staging/media-calls.ts';
import { createStagedFile } from '../../../../web/pages/upload/media/staging/staged-file.ts';
import type { TransferDependencies } from '../../../../web/pages/upload/media/staging/transfer.ts';
import type {
  NamedPart,
  RememberedUpload,
} from '../../../../web/pages/upload/media/staging/upload-memory.ts';
import { createVideo } from '../../../support/video-file.ts';
import { waitFor } from '../../../support/wait-for.ts';

export const mebibyte = 1024 ** 2;
export const sizeBytes = 9 * mebibyte;
export const lastModified = Date.parse('2026-02-01T10:00:00.000Z');
export const fileOf = (name: string, seconds = 10): File => {
  const video = createVideo(sizeBytes, { seconds });
  return new File([new Uint8Array(video.slice(0, sizeBytes))], name, { lastModified });
};
export const allParts: readonly NamedPart[] = [1, 2].map((partNumber) => ({
  partNumber,
  etag: `e${partNumber}`,
}));
export const gone = new ApiError({
  kind: 'refused',
  trouble: {
    status: 409,
    code: 'media_upload_gone',
    detail: undefined,
    requestId: undefined,
    fields: [],
    retryAfterSeconds: undefined,
  },
});
const mediaOf = (mediaId: string, usable: boolean): StagedMedia => ({
  mediaId,
  kind: 'video',
  fileName: 'clip.mp4',
  sizeBytes,
  contentType: 'video/mp4',
  facts: null,
  problems: usable ? [] : [{ code: 'unreadable', detail: 'It is broken.' }],
  usable,
  expiresAt: '2026-04-01T10:00:00.000Z',
});

/** What the tabs of one browser share. */
export const openBrowser = () => ({
  /** By user, the newest first. */
  kept: new Map<string, readonly RememberedUpload[]>(),
  held: new Set<string>(),
  created: 0,
});
export type SharedBrowser = ReturnType<typeof openBrowser>;

/** Browser in which this was remembered. */
export const remembered = (...uploads: readonly Partial<RememberedUpload>[]): SharedBrowser => {
  const browser = openBrowser();
  const old = {
    mediaId: 'old',
    name: 'old.mp4',
    sizeBytes,
    fingerprint: 'f',
    lastModified,
    partSizeBytes: 8 * mebibyte,
    parts: undefined,
  };
  browser.kept.set(
    'ada',
    uploads.map((upload) => ({ ...old, ...upload })),
  );
  return browser;
};

/** The file of the form in one tab, with everything around it under the test's hand. */
export const openTab = (browser = openBrowser()) => {
  const log: string[] = [];
  const transfers: TransferDependencies[] = [];
  const faults: Partial<Record<keyof MediaCalls, unknown>> = {};
  const open = { previews: 0, isUsable: true, needed: new Set<string>() };
  /** Calls of which the answer is held back until the test gives it. */
  const signs: { readonly signal: AbortSignal; readonly refuse: (error: unknown) => void }[] = [];
  const isSignHeldBack = { now: false };
  const act = async <T>(name: keyof MediaCalls, says: string, answer: () => T): Promise<T> => {
    log.push(says);
    await Promise.resolve();
    const fault = faults[name];
    delete faults[name];
    if (fault !== undefined) throw fault;
    return answer();
  };
  const keptOf = (userId: string) => browser.kept.get(userId) ?? [];
  const store = createStagedFile({
    calls: {
      create: () =>
        act('create', 'create', () => {
          browser.created += 1;
          const { partSizeBytes, partCount } = planParts(sizeBytes);
          const expiresAt = '2026-03-03T10:00:00.000Z';
          return { mediaId: `m${browser.created}`, partSizeBytes, partCount, expiresAt };
        }),
      sign: (mediaId, _partNumbers, signal) =>
        isSignHeldBack.now
          ? new Promise((_resolve, refuse) => signs.push({ signal, refuse }))
          : act('sign', `sign ${mediaId}`, () => ({
              parts: [],
              stored: [{ partNumber: 1, etag: 'e1', sizeBytes: 8 * mebibyte }],
              expiresAt: '2026-03-01T11:00:00.000Z',
            })),
      complete: (mediaId) => act('complete', `complete ${mediaId}`, () => mediaOf(mediaId, open.isUsable)),
      drop: (mediaId) => act('drop', `drop ${mediaId}`, () => undefined),
    },
    memory: {
      list: keptOf,
      write: (userId, upload) =>
        void browser.kept.set(userId, [
          upload,
          ...keptOf(userId).filter(({ mediaId }) => mediaId !== upload.mediaId),
        ]),
      forget: (userId, forgotten) =>
        void browser.kept.set(
          userId,
          keptOf(userId).filter(({ mediaId }) => mediaId !== forgotten),
        ),
    },
    findHeld: async () => browser.held,
    hold: (mediaId) => {
      browser.held.add(mediaId);
      return () => void browser.held.delete(mediaId);
    },
    isStillNeeded: (mediaId) => open.needed.has(mediaId),
    loadTransfer: async () => ({
      startTransfer: (dependencies) => {
        transfers.push(dependencies);
        const note = (word: string) => () => void log.push(`${word} ${dependencies.mediaId}`);
        return { pause: note('pause'), resume: note('resume'), stop: note('stop') };
      },
    }),
    openPreview: () => {
      open.previews += 1;
      return `blob:${open.previews}`;
    },
    closePreview: (url) => void log.push(`close ${url}`),
    clock: () => new Date('2026-03-01T10:00:00.000Z'),
  });
  const kind = () => store.state().file?.staging.kind;
  const reach = (wanted: string) => waitFor(wanted, async () => kind() === wanted);
  const transferOf = (index: number) => waitFor('a transfer', async () => transfers[index]);
  /** What this browser remembers of a user's uploads. */
  const keptIds = (userId = 'ada') => keptOf(userId).map(({ mediaId }) => mediaId);
  return { store, log, faults, open, signs, isSignHeldBack, kind, reach, transferOf, keptIds };
};
