import { describe, expect, test } from '@jest/globals';
import { decideChoice } from '../../../../web/pages/upload/media/staging/decide-choice.ts';
import { fingerprintOf } from '../../../../web/pages/upload/media/staging/fingerprint.ts';
import {
  createUploadMemory,
  type RememberedUpload,
} from '../../../../web/pages/upload/media/staging/upload-memory.ts';

const dayMs = 86_400_000;
const upload: RememberedUpload = {
  mediaId: 'media-1',
  name: 'clip.mp4',
  sizeBytes: 20_000_000,
  fingerprint: 'f1',
  lastModified: 1_700_000_000_000,
  partSizeBytes: 8_388_608,
  parts: undefined,
};

const open = (storage = new Map<string, string>()) => {
  let now = new Date('2026-03-01T10:00:00.000Z');
  const openMemory = () =>
    createUploadMemory(
      () => ({
        getItem: (key) => storage.get(key) ?? null,
        setItem: (key, value) => void storage.set(key, value),
        removeItem: (key) => void storage.delete(key),
        key: (index) => [...storage.keys()][index] ?? null,
        length: storage.size,
      }),
      () => now,
    );
  return {
    memory: openMemory(),
    openMemory,
    storage,
    later: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
  };
};

describe('what the browser remembers of uploads', () => {
  test('is kept for its user alone, with their parts once they are all there', () => {
    const { memory, openMemory } = open();
    const complete = { ...upload, parts: [{ partNumber: 1, etag: 'e1' }] };

    memory.write('ada', upload);
    memory.write('bob', complete);

    const afterReload = openMemory();
    expect(afterReload.list('ada')).toEqual([upload]);
    expect(afterReload.list('bob')).toEqual([complete]);
    expect(afterReload.list('eve')).toEqual([]);
  });

  test('is an entry for each, the newest first, and one that is forgotten leaves the others', () => {
    const { memory, later } = open();
    const idsOf = () => memory.list('ada').map(({ mediaId }) => mediaId);

    for (const mediaId of ['one', 'two', 'three']) {
      memory.write('ada', { ...upload, mediaId });
      later(1);
    }
    memory.write('ada', { ...upload, mediaId: 'two' });
    const all = idsOf();
    memory.forget('ada', 'three');

    expect(all).toEqual(['two', 'three', 'one']);
    expect(idsOf()).toEqual(['two', 'one']);
  });

  test('is forgotten after two days, as the store forgets it', () => {
    const { memory, later } = open();
    memory.write('ada', upload);

    later(2 * dayMs - 1);
    const before = memory.list('ada');
    later(1);

    expect(before).toEqual([upload]);
    expect(memory.list('ada')).toEqual([]);
  });

  const savedAt = Date.parse('2026-03-01T09:00:00.000Z');
  const itemOf = (change: object) =>
    JSON.stringify({ savedAt, value: { upload: { ...upload, ...change }, keptAt: savedAt } });

  test('is read as it was written by an earlier visit', () => {
    const { memory, storage } = open();
    storage.set('creator-connect.upload.ada/media-1', itemOf({}));

    expect(memory.list('ada')).toEqual([upload]);
  });

  test.each([
    'not json',
    'null',
    '[]',
    '{}',
    JSON.stringify({ savedAt: 'yesterday', value: { upload, keptAt: savedAt } }),
    JSON.stringify({ savedAt, value: upload }),
    itemOf({ sizeBytes: -1 }),
    itemOf({ mediaId: 7 }),
    itemOf({ lastModified: 'yesterday' }),
  ])('is nothing when something else lies in its place: %s', (text) => {
    const { memory, storage } = open();
    storage.set('creator-connect.upload.ada/media-1', text);

    expect(memory.list('ada')).toEqual([]);
  });

  test('lasts as long as the page where the browser refuses to store', () => {
    const memory = createUploadMemory(
      () => {
        throw new DOMException('denied', 'SecurityError');
      },
      () => new Date(),
    );

    memory.write('ada', upload);
    const kept = memory.list('ada');
    memory.forget('ada', upload.mediaId);

    expect([kept, memory.list('ada')]).toEqual([[upload], []]);
  });
});

describe('a file that is chosen after an interruption', () => {
  const { sizeBytes: size, lastModified } = upload;
  const file = { size, lastModified };
  const other = { ...upload, mediaId: 'media-2', fingerprint: 'f2' };

  test('goes on when it is the same, by its bytes and not by its name, whichever upload it is of', () => {
    expect(decideChoice([upload, other], upload, file, 'f1')).toEqual({ kind: 'go-on', upload });
    expect(decideChoice([upload, other], upload, file, 'f2')).toEqual({ kind: 'go-on', upload: other });
  });

  test('is asked about when it was changed since, though its samples are the same', () => {
    const changed = { ...file, lastModified: lastModified + 1 };

    expect(decideChoice([upload], upload, changed, 'f1')).toEqual({ kind: 'ask-changed', upload });
  });

  test('is another when it was changed since all of it had arrived', () => {
    const complete = { ...upload, parts: [{ partNumber: 1, etag: 'e1' }] };
    const changed = { ...file, lastModified: lastModified + 1 };

    expect(decideChoice([complete], undefined, changed, 'f1')).toEqual({ kind: 'start' });
  });

  test.each([
    ['of other bytes', file, 'f3'],
    ['of another size', { ...file, size: 1 }, 'f1'],
    ['that could not be compared', file, undefined],
  ])('%s is asked about', (_what, chosen, fingerprint) => {
    expect(decideChoice([upload], upload, chosen, fingerprint)).toEqual({ kind: 'ask-other' });
  });

  test('begins when none is shown as interrupted', () => {
    expect(decideChoice([upload], undefined, file, 'f3')).toEqual({ kind: 'start' });
  });
});

describe('the fingerprint of a file', () => {
  test('is of every byte of a small one', async () => {
    const bytes = new Uint8Array(300_000).fill(7);
    const changed = (at: number) => new Blob([bytes.with(at, 8)]);

    const same = await Promise.all([new Blob([bytes]), new Blob([bytes])].map(fingerprintOf));
    const others = await Promise.all([0, 150_000, 299_999].map((at) => fingerprintOf(changed(at))));
    const small = await Promise.all([new Blob(['a']), new Blob(['b']), new Blob(['aa'])].map(fingerprintOf));

    expect(same[0]).toBe(same[1]);
    expect(new Set([same[0], ...others, ...small])).toHaveProperty('size', 7);
  });

  test('is of samples from the first to the last byte of a large one, four megabytes in all', async () => {
    const size = 4 * 1024 ** 3;
    const read: [number, number][] = [];
    const slice = (start = 0, end = size) => {
      read.push([start, end]);
      return new Blob([`${start}`]);
    };

    await fingerprintOf({ size, slice });

    const gaps = read.slice(1).map(([start], index) => start - (read[index]?.[1] ?? 0));
    expect([read[0]?.[0], read.at(-1)?.[1]]).toEqual([0, size]);
    expect(read.reduce((sum, [start, end]) => sum + end - start, 0)).toBe(4 * 1024 ** 2);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
  });

  test('tells files apart whose edges and sizes agree', async () => {
    const film = new Uint8Array(10 * 1024 ** 2);
    const cut = film.slice().fill(1, 131_072, 9_000_000);

    const [one, other] = await Promise.all([film, cut].map((bytes) => fingerprintOf(new Blob([bytes]))));

    expect(one).not.toBe(other);
  });
});
