import { describe, expect, test } from '@jest/globals';
import { planParts } from '../../../../shared/posts/media/part-plan.ts';
import { ApiError } from '../../../../web/api/api-error.ts';
import type { StagedMedia } from '../../../../web/api/operations.ts';
import type { MediaCalls } from '../../../../web/pages/upload/media/staging/media-calls.ts';
import { PartFailure } from '../../../../web/pages/upload/media/staging/send-part.ts';
import { createStagedFile } from '../../../../web/pages/upload/media/staging/staged-file.ts';
import type { TransferDependencies } from '../../../../web/pages/upload/media/staging/transfer.ts';
import type {
  NamedPart,
  RememberedUpload,
} from '../../../../web/pages/upload/media/staging/upload-memory.ts';
import { createVideo } from '../../../support/video-file.ts';
import { waitFor } from '../../../support/wait-for.ts';

const mebibyte = 1024 ** 2;
const sizeBytes = 9 * mebibyte;
const fileOf = (name: string, seconds = 10): File => {
  const video = createVideo(sizeBytes, { seconds });
  return new File([new Uint8Array(video.slice(0, sizeBytes))], name);
};
const allParts: readonly NamedPart[] = [1, 2].map((partNumber) => ({ partNumber, etag: `e${partNumber}` }));
const gone = new ApiError({
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

const world = (kept = new Map<string, RememberedUpload>()) => {
  const log: string[] = [];
  const transfers: TransferDependencies[] = [];
  const faults: Partial<Record<keyof MediaCalls, unknown>> = {};
  const open = { previews: 0, created: 0, isUsable: true, isHeldElsewhere: false };
  const act = async <T>(name: keyof MediaCalls, says: string, answer: () => T): Promise<T> => {
    log.push(says);
    await Promise.resolve();
    const fault = faults[name];
    delete faults[name];
    if (fault !== undefined) throw fault;
    return answer();
  };
  const store = createStagedFile({
    calls: {
      create: () =>
        act('create', 'create', () => {
          open.created += 1;
          const { partSizeBytes, partCount } = planParts(sizeBytes);
          return {
            mediaId: `m${open.created}`,
            partSizeBytes,
            partCount,
            expiresAt: '2026-03-03T10:00:00.000Z',
          };
        }),
      sign: (mediaId) =>
        act('sign', `sign ${mediaId}`, () => ({
          parts: [],
          stored: [{ partNumber: 1, etag: 'e1', sizeBytes: 8 * mebibyte }],
          expiresAt: '2026-03-01T11:00:00.000Z',
        })),
      complete: (mediaId) => act('complete', `complete ${mediaId}`, () => mediaOf(mediaId, open.isUsable)),
      drop: (mediaId) => act('drop', `drop ${mediaId}`, () => undefined),
    },
    memory: {
      read: (userId) => kept.get(userId),
      write: (userId, upload) => void kept.set(userId, upload),
      forget: (userId) => void kept.delete(userId),
    },
    lock: { isHeld: async () => open.isHeldElsewhere, hold: () => undefined },
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
  return { store, kept, log, transfers, faults, open, kind, reach, transferOf };
};

const remembered = (upload: Partial<RememberedUpload> = {}): Map<string, RememberedUpload> =>
  new Map([
    [
      'ada',
      {
        mediaId: 'old',
        name: 'old.mp4',
        sizeBytes,
        fingerprint: 'f',
        partSizeBytes: 8 * mebibyte,
        parts: undefined,
        ...upload,
      },
    ],
  ]);

describe('the file of the form', () => {
  test('goes into the store as soon as it is fine, and can be posted when all of it is there', async () => {
    const { store, log, kept, reach, transferOf } = world();
    await store.open('ada');

    await store.choose(fileOf('clip.mp4'));
    (await transferOf(0)).onSent(allParts);
    await reach('staged');

    expect(log).toEqual(['create', 'complete m1']);
    expect(kept.get('ada')).toMatchObject({ mediaId: 'm1', name: 'clip.mp4', parts: allParts });
  });

  test('is not sent when TikTok would refuse it', async () => {
    const { store, log, kind } = world();
    await store.open('ada');

    await store.choose(fileOf('clip.mp4', 700));

    expect(kind()).toBe('refused');
    expect(log).toEqual([]);
  });

  test('that the API refuses once it is stored is refused as well, and deleted', async () => {
    const { store, log, kept, open, reach, transferOf } = world();
    open.isUsable = false;
    await store.open('ada');

    await store.choose(fileOf('clip.mp4'));
    (await transferOf(0)).onSent(allParts);
    await reach('refused');

    expect(store.state().file?.problems).toHaveLength(1);
    expect([log.at(-1), kept.size]).toEqual(['drop m1', 0]);
  });

  test('is deleted when another takes its place, and when it is removed', async () => {
    const { store, log, kept, transferOf } = world();
    await store.open('ada');
    await store.choose(fileOf('one.mp4'));
    await transferOf(0);

    await store.choose(fileOf('two.mp4'));
    await transferOf(1);
    store.remove();

    expect(log).toEqual([
      'create',
      'stop m1',
      'close blob:1',
      'drop m1',
      'create',
      'stop m2',
      'close blob:2',
      'drop m2',
    ]);
    expect([store.state().file, kept.size]).toEqual([undefined, 0]);
  });

  test('is deleted when it is removed while its upload is only beginning', async () => {
    const { store, log } = world();
    await store.open('ada');

    const chosen = store.choose(fileOf('one.mp4'));
    await waitFor('the call', async () => log.includes('create'));
    store.remove();
    await chosen;

    expect(log).toContain('drop m1');
    expect(store.state().file).toBeUndefined();
  });

  test('is one upload, however often the same file is chosen', async () => {
    const { store, log, transferOf } = world();
    const file = fileOf('one.mp4');
    await store.open('ada');

    await Promise.all([store.choose(file), store.choose(file)]);
    await transferOf(0);
    await store.choose(file);

    expect(log.filter((word) => word === 'create')).toHaveLength(1);
  });

  test('is paused and resumed, also before its first byte', async () => {
    const { store, log, transferOf } = world();
    await store.open('ada');

    const chosen = store.choose(fileOf('one.mp4'));
    await waitFor('the call', async () => log.includes('create'));
    store.pause();
    await chosen;
    await transferOf(0);
    store.resume();
    store.resume();

    expect(log).toEqual(['create', 'pause m1', 'resume m1']);
  });

  test('begins anew, once, when its upload is gone from the store', async () => {
    const { store, log, kind, transferOf } = world();
    await store.open('ada');
    await store.choose(fileOf('one.mp4'));

    (await transferOf(0)).onFailed(gone);
    (await transferOf(1)).onFailed(gone);

    expect(log.filter((word) => word === 'create')).toHaveLength(2);
    expect(kind()).toBe('failed');
  });

  test('that vanished from the disk goes on when it is chosen again', async () => {
    const { store, log, kind, transferOf } = world();
    const file = fileOf('one.mp4');
    await store.open('ada');
    await store.choose(file);

    (await transferOf(0)).onFailed(new PartFailure('unreadable', 'gone'));
    const stopped = [kind(), store.state().file?.problems[0]?.code];
    await store.choose(new File([file], 'moved.mp4'));
    const again = await transferOf(1);

    expect(stopped).toEqual(['failed', 'file_unreadable']);
    expect([again.mediaId, kind()]).toEqual(['m1', 'sending']);
    expect(log.filter((word) => word === 'create')).toHaveLength(1);
  });

  test('goes on by itself when the connection is back', async () => {
    const { store, kind, transferOf } = world();
    await store.open('ada');
    await store.choose(fileOf('one.mp4'));
    (await transferOf(0)).onFailed(new PartFailure('passing', 'no answer'));

    store.wake();
    const again = await transferOf(1);

    expect([again.mediaId, kind()]).toEqual(['m1', 'sending']);
  });

  test('that was joined by a call whose answer was lost is asked about, not sent again', async () => {
    const { store, log, faults, reach, transferOf } = world();
    await store.open('ada');
    await store.choose(fileOf('one.mp4'));
    faults.complete = new ApiError({ kind: 'unreachable' });
    (await transferOf(0)).onSent(allParts);
    await reach('failed');

    store.retry();
    await reach('staged');

    expect(log).toEqual(['create', 'complete m1', 'complete m1']);
  });
});

describe('after a reload', () => {
  test('an upload that was cut off is told with what has arrived of it', async () => {
    const { store, log } = world(remembered());

    await store.open('ada');

    expect(store.state().interrupted).toEqual({
      name: 'old.mp4',
      sizeBytes,
      storedBytes: 8 * mebibyte,
    });
    expect(log).toEqual(['sign old']);
  });

  test('a file that is stored is there without being chosen or sent', async () => {
    const { store, log, kind } = world(remembered({ parts: allParts }));

    await store.open('ada');

    expect(kind()).toBe('staged');
    expect(log).toEqual(['complete old']);
  });

  test.each([
    ['cut off', undefined, 'sign'],
    ['complete', allParts, 'complete'],
  ] as const)('an upload that was %s and is gone is forgotten', async (_what, parts, call) => {
    const { store, kept, faults } = world(remembered({ parts }));
    faults[call] = gone;

    await store.open('ada');

    expect(store.state()).toMatchObject({ file: undefined, interrupted: undefined });
    expect(kept.size).toBe(0);
  });

  test('an upload that another tab is sending is left to it', async () => {
    const { store, log, open } = world(remembered());
    open.isHeldElsewhere = true;

    await store.open('ada');

    expect([store.state().interrupted, log]).toEqual([undefined, []]);
  });

  test('another file takes its place only when that is wanted', async () => {
    const { store, log, kept, transferOf } = world(remembered());
    await store.open('ada');

    await store.choose(fileOf('new.mp4'));
    const asked = store.state().isAsking;
    store.answer(false);
    const declined = store.state();
    await store.choose(fileOf('new.mp4'));
    store.answer(true);
    await transferOf(0);

    expect(asked).toBe(true);
    expect([declined.file, declined.isAsking, declined.interrupted?.name]).toEqual([
      undefined,
      false,
      'old.mp4',
    ]);
    expect(log.filter((word) => !word.startsWith('close'))).toEqual(['sign old', 'drop old', 'create']);
    expect(kept.get('ada')?.mediaId).toBe('m1');
  });

  test('another user finds nothing of it, and what is given up is deleted', async () => {
    const { store, log, kept } = world(remembered());
    await store.open('ada');

    await store.open('bob');
    const seen = store.state().interrupted;
    await store.open('ada');
    store.remove();

    expect(seen).toBeUndefined();
    expect([log.at(-1), kept.size, store.state().interrupted]).toEqual(['drop old', 0, undefined]);
  });

  test('a file that was published is forgotten, and stays stored', async () => {
    const { store, log, kept } = world(remembered({ parts: allParts }));
    await store.open('ada');

    store.forget();

    expect([kept.size, store.state().file]).toEqual([0, undefined]);
    expect(log.some((word) => word.startsWith('drop'))).toBe(false);
  });
});
