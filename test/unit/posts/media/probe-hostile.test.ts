import { describe, expect, test } from '@jest/globals';
import {
  box,
  fileType,
  film,
  longBoxHeader,
  movieBox,
  probeSparse,
  type SparseFile,
  uint32,
  wholeFile,
} from '../../../support/media-files.ts';

const gibibyte = 1024 ** 3;
const readsMax = 128;

const repeat = (piece: Uint8Array, times: number): Buffer =>
  Buffer.concat(Array.from({ length: times }, () => piece));

describe('a large file', () => {
  test('of 4 GB with its index at the end is understood in a few reads', async () => {
    const start = Buffer.concat([fileType(), longBoxHeader('mdat', BigInt(4 * gibibyte - 16 * 1024))]);
    const indexAt = fileType().length + 4 * gibibyte - 16 * 1024;
    const index = movieBox({ seconds: 600, frames: 36_000 });
    const file: SparseFile = {
      sizeBytes: indexAt + index.length,
      pieces: [
        { first: 0, bytes: start },
        { first: indexAt, bytes: index },
      ],
    };

    const { probed, reads } = await probeSparse(file);

    expect(probed.facts).toMatchObject({ durationSeconds: 600, frameRate: 60, widthPx: 720, heightPx: 1280 });
    expect(reads).toBeLessThanOrEqual(3);
  });

  test('with tables of many megabytes is understood without reading them', async () => {
    const stuffing = box('free', Buffer.alloc(20 * 1024 ** 2));

    const { probed, reads, bytesRead } = await probeSparse(wholeFile(film({ stuffing })));

    expect(probed.facts).toMatchObject({ frameRate: 30 });
    expect(reads).toBeLessThanOrEqual(4);
    expect(bytesRead).toBeLessThanOrEqual(4 * 65_536);
  });

  test('of more fragments than are looked through keeps what is known, and says nothing of the rest', async () => {
    const fragment = Buffer.concat([
      box('moof', box('traf', Buffer.concat([box('tfhd', uint32(0x8, 0, 20)), box('trun', uint32(0, 30))]))),
      box('mdat', Buffer.alloc(100_000)),
    ]);
    const bytes = Buffer.concat([fileType(), movieBox({ seconds: 0, frames: 0 }), repeat(fragment, 200)]);

    const { probed, reads } = await probeSparse(wholeFile(bytes));

    expect(probed.facts).toMatchObject({ durationSeconds: null, frameRate: 30 });
    expect(reads).toBeLessThanOrEqual(readsMax);
  });
});

describe('a hostile file', () => {
  const files: Readonly<Record<string, readonly [Uint8Array | SparseFile, string]>> = {
    'a box of 2^63 bytes': [Buffer.concat([fileType(), longBoxHeader('mdat', 2n ** 63n)]), 'cut_off'],
    'a box of 2^64 - 1 bytes': [
      Buffer.concat([fileType(), longBoxHeader('moov', 2n ** 64n - 1n)]),
      'cut_off',
    ],
    'a 64-bit size that is smaller than its header': [
      Buffer.concat([fileType(), longBoxHeader('moov', 3n), Buffer.alloc(64)]),
      'unreadable',
    ],
    'a box of no bytes inside another, which would be read for ever': [
      Buffer.concat([fileType(), box('moov', box('trak', Buffer.alloc(0), 4))]),
      'unreadable',
    ],
    'a box that is larger than the one around it': [
      Buffer.concat([fileType(), box('moov', box('trak', Buffer.alloc(20), 9_999)), Buffer.alloc(20_000)]),
      'unreadable',
    ],
    'a million empty boxes': [Buffer.concat([fileType(), repeat(box('free'), 1_000_000)]), 'unreadable'],
    'tracks of a million empty boxes': [
      Buffer.concat([
        fileType(),
        box('moov', repeat(box('trak', box('mdia', repeat(box('free'), 16_000))), 60)),
      ]),
      'unreadable',
    ],
    'a thousand tracks': [Buffer.concat([fileType(), box('moov', repeat(box('trak'), 1_000))]), 'unreadable'],
    'boxes a window apart for a gigabyte': [farBoxes(), 'unreadable'],
    'no index': [Buffer.concat([fileType(), box('mdat', Buffer.alloc(50))]), 'unreadable'],
    'sound alone': [film({ handler: 'soun' }), 'unreadable'],
    'EBML elements of no size within one another': [
      Buffer.from('1a45dfa3ff18538067ff1654ae6bffaeffe0ffb0ff', 'hex'),
      'unreadable',
    ],
    'an EBML element of 2^56 - 2 bytes': [Buffer.from('1a45dfa301fffffffffffffe', 'hex'), 'cut_off'],
    'an EBML id of no length': [Buffer.from('1a45dfa38000000000', 'hex'), 'unreadable'],
    'a million EBML voids': [
      Buffer.concat([
        Buffer.from('1a45dfa38018538067ff', 'hex'),
        repeat(Buffer.from('ec80', 'hex'), 1_000_000),
      ]),
      'unreadable',
    ],
    'a JPEG of segments without end': [
      Buffer.concat([Buffer.from('ffd8', 'hex'), repeat(Buffer.from('ffe00002', 'hex'), 1_000_000)]),
      'unreadable',
    ],
    'a JPEG of fill bytes': [
      Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.alloc(5_000_000, 0xff)]),
      'unreadable',
    ],
    'a JPEG whose segment is shorter than its own length': [
      Buffer.from('ffd8ffe00001000000000000', 'hex'),
      'unreadable',
    ],
    'a WebP of another kind of first chunk': [
      Buffer.concat([
        Buffer.from('RIFF'),
        Buffer.from('40000000', 'hex'),
        Buffer.from('WEBPJUNK'),
        Buffer.alloc(64),
      ]),
      'unreadable',
    ],
    'nothing but zeros': [{ sizeBytes: 4 * gibibyte, pieces: [] }, 'format_not_accepted'],
    'a text': [Buffer.from('Once upon a time there was a file without a film.'), 'format_not_accepted'],
  };

  test.each(Object.keys(files))('of %s ends with its reason, within the bounds', async (what) => {
    const [content, code] = files[what] ?? [new Uint8Array(), ''];

    const { probed, reads } = await probeSparse(content instanceof Uint8Array ? wholeFile(content) : content);

    expect(probed).toMatchObject({ facts: null, flaw: { code } });
    expect(reads).toBeLessThanOrEqual(readsMax);
  });

  test('that claims 2^32 frames costs nothing, and is told by its rate', async () => {
    const { probed } = await probeSparse(wholeFile(film({ frames: 2 ** 32 - 1 })));

    expect(probed.facts?.frameRate).toBeGreaterThan(1_000_000);
  });

  test('with bytes behind its last box that are no box is taken for what it is', async () => {
    const { probed } = await probeSparse(
      wholeFile(Buffer.concat([film(), Buffer.from('trailing words of nobody')])),
    );

    expect(probed.facts).toMatchObject({ container: 'mp4', frameRate: 30 });
  });

  test.each([
    ['qt  ', 'mov'],
    ['isom', 'mp4'],
    ['mp42', 'mp4'],
  ])('of the brand %j is %s', async (brand, container) => {
    const bytes = Buffer.concat([fileType(brand), movieBox(), box('mdat')]);

    const { probed } = await probeSparse(wholeFile(bytes));

    expect(probed.facts).toMatchObject({ container });
  });

  test('of a codec that is not known is told by the name that it has', async () => {
    const { probed } = await probeSparse(wholeFile(film({ sampleType: 'apcn' })));

    expect(probed.facts).toMatchObject({ codec: 'apcn' });
  });

  test('whose times are not known says nothing of them', async () => {
    const { probed } = await probeSparse(wholeFile(film({ seconds: 0, frames: 0 })));

    expect(probed.facts).toMatchObject({ durationSeconds: null, frameRate: null });
  });
});

/** Headers so far apart that each takes a read of its own. */
function farBoxes(): SparseFile {
  const stepBytes = 1024 ** 2;
  const start = fileType();
  return {
    sizeBytes: start.length + 1024 * stepBytes,
    pieces: [
      { first: 0, bytes: start },
      ...Array.from({ length: 1024 }, (_, index) => ({
        first: start.length + index * stepBytes,
        bytes: box('free', Buffer.alloc(0), stepBytes),
      })),
    ],
  };
}
