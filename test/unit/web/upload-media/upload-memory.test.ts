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
  partSizeBytes: 8_388_608,
  parts: undefined,
};

const open = (storage = new Map<string, string>()) => {
  let now = new Date('2026-03-01T10:00:00.000Z');
  const memory = createUploadMemory(
    () => ({
      getItem: (key) => storage.get(key) ?? null,
      setItem: (key, value) => void storage.set(key, value),
      removeItem: (key) => void storage.delete(key),
    }),
    () => now,
  );
  return {
    memory,
    storage,
    later: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
  };
};

describe('what the browser remembers of an upload', () => {
  test('is kept for its user alone, with its parts once they are all there', () => {
    const { memory } = open();
    const complete = { ...upload, parts: [{ partNumber: 1, etag: 'e1' }] };

    memory.write('ada', upload);
    memory.write('bob', complete);

    expect(memory.read('ada')).toEqual(upload);
    expect(memory.read('bob')).toEqual(complete);
    expect(memory.read('eve')).toBeUndefined();
  });

  test('is forgotten when told so, and after two days, as the store forgets it', () => {
    const { memory, later } = open();
    memory.write('ada', upload);
    memory.write('bob', upload);

    memory.forget('bob');
    later(2 * dayMs - 1);
    const [before, forgotten] = [memory.read('ada'), memory.read('bob')];
    later(1);

    expect(before).toEqual(upload);
    expect([forgotten, memory.read('ada')]).toEqual([undefined, undefined]);
  });

  test.each([
    'not json',
    'null',
    '[]',
    '{}',
    JSON.stringify({ ...upload, savedAt: 'yesterday' }),
    JSON.stringify({ ...upload, savedAt: '2026-03-01T09:00:00.000Z', sizeBytes: -1 }),
    JSON.stringify({ ...upload, savedAt: '2026-03-01T09:00:00.000Z', mediaId: 7 }),
  ])('is nothing when something else lies in its place: %s', (text) => {
    const { memory, storage } = open();
    storage.set('creator-connect.upload.ada', text);

    expect(memory.read('ada')).toBeUndefined();
  });

  test('is nothing where the browser refuses to store', () => {
    const memory = createUploadMemory(
      () => {
        throw new DOMException('denied', 'SecurityError');
      },
      () => new Date(),
    );

    memory.write('ada', upload);
    memory.forget('ada');

    expect(memory.read('ada')).toBeUndefined();
  });
});

describe('a file that is chosen after an interruption', () => {
  const file = { size: upload.sizeBytes };

  test('goes on when it is the same, by its bytes and not by its name', () => {
    expect(decideChoice(upload, file, 'f1')).toEqual({ kind: 'go-on', upload });
  });

  test.each([
    ['of other bytes', file, 'f2'],
    ['of another size', { size: 1 }, 'f1'],
    ['that could not be compared', file, undefined],
  ])('%s is asked about', (_what, other, fingerprint) => {
    expect(decideChoice(upload, other, fingerprint)).toEqual({ kind: 'ask' });
  });

  test('begins when nothing was interrupted', () => {
    expect(decideChoice(undefined, file, 'f1')).toEqual({ kind: 'start' });
  });

  test('is told from others by its first and its last bytes', async () => {
    const bytes = new Uint8Array(300_000).fill(7);
    const changed = (at: number) => new Blob([bytes.with(at, 8)]);

    const same = await Promise.all([new Blob([bytes]), new Blob([bytes])].map(fingerprintOf));
    const others = await Promise.all([0, 65_535, 299_999, 234_464].map((at) => fingerprintOf(changed(at))));
    const small = await Promise.all([new Blob(['a']), new Blob(['b']), new Blob(['aa'])].map(fingerprintOf));

    expect(same[0]).toBe(same[1]);
    expect(new Set([same[0], ...others, ...small])).toHaveProperty('size', 8);
  });
});
