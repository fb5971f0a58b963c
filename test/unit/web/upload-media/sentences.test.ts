import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import type { FileFacts } from '../../../../shared/platforms/media-rules.ts';
import { tiktokMediaRules } from '../../../../shared/platforms/tiktok/media-rules.ts';
import { readMediaAddress } from '../../../../shared/posts/media-address.ts';
import { createFormat } from '../../../../web/language/format.ts';
import { judgeAddress } from '../../../../web/pages/upload/media/address/judge-address.ts';
import { explainProblem, videoLimits } from '../../../../web/pages/upload/media/file/explain-problem.ts';
import { fileProblemCodes, foundKinds } from '../../../../web/pages/upload/media/file/problem-codes.ts';
import { english } from '../../../../web/pages/upload/media/messages.en.ts';
import { french } from '../../../../web/pages/upload/media/messages.fr.ts';
import { hostile, sound } from '../../../support/media-addresses.ts';

const sources = [
  'shared/platforms/tiktok/media-rules.ts',
  'shared/posts/media/probe-file.ts',
  'shared/posts/media/byte-source.ts',
  'shared/posts/media/complete-media.ts',
  'web/pages/upload/media/staging/judge-file.ts',
];
const readRoot = (path: string) => readFile(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const text = (await Promise.all(sources.map(readRoot))).join('\n');

/** Every code that a problem of a file is given in the source. */
const givenCodes = new Set([...text.matchAll(/(?:code: |troubled\()'(\w+)'/g)].map(([, code = '']) => code));

const facts: FileFacts = {
  container: 'mp4',
  codec: 'av1',
  durationSeconds: 601,
  widthPx: 200,
  heightPx: 5_000,
  frameRate: 15,
};
const format = createFormat('en-GB');
const file = { name: 'clip.mp4', sizeBytes: 5 * 1024 ** 3, facts };
const placesIn = (sentence: string): string[] =>
  [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();

describe('what is said of a file', () => {
  test('has a sentence for every code that rules and probe can give, and no other', () => {
    expect([...givenCodes].sort()).toEqual(fileProblemCodes.toSorted());
  });

  test('knows by a word of its own everything that a file may turn out to be, but for pictures', async () => {
    const probe = await readRoot('shared/posts/media/probe-file.ts');
    const others = [...probe.matchAll(/\[\d+, '[^']+', '(an? [^']+)'\]/g)].map(([, kind = '']) => kind);

    const unknown = others.filter((kind) => !kind.endsWith(' picture') && !Object.hasOwn(foundKinds, kind));

    expect(others.length).toBeGreaterThan(15);
    expect(unknown).toEqual([]);
  });

  test.each(fileProblemCodes)('names the same values in both languages: %s', (code) => {
    expect(placesIn(french.problems[code])).toEqual(placesIn(english.problems[code]));
    expect(placesIn(english.problems[code])).toContain('name');
  });

  test.each(fileProblemCodes)('has each value that its sentence names: %s', (code) => {
    const explained = explainProblem(file, { code, detail: '' }, format);

    const values: Record<string, string> = { found: 'x', ...explained?.values };

    expect(placesIn(english.problems[code]).filter((name) => (values[name] ?? '') === '')).toEqual([]);
  });

  test('states the limits that the rules hold a video to', () => {
    const judge = (changed: Partial<FileFacts>, sizeBytes = 1) =>
      tiktokMediaRules.judge({
        fileName: 'clip.mp4',
        kind: 'video',
        sizeBytes,
        facts: {
          container: 'mp4',
          codec: 'h264',
          durationSeconds: videoLimits.maxSeconds,
          widthPx: videoLimits.minSidePx,
          heightPx: videoLimits.maxSidePx,
          frameRate: videoLimits.maxFrameRate,
          ...changed,
        },
      }).length;

    const within = [judge({}, videoLimits.maxBytes), judge({ frameRate: videoLimits.minFrameRate })];
    const beyond = [
      judge({}, videoLimits.maxBytes + 1),
      judge({ durationSeconds: videoLimits.maxSeconds + 1 }),
      judge({ widthPx: videoLimits.minSidePx - 1 }),
      judge({ heightPx: videoLimits.maxSidePx + 1 }),
      judge({ frameRate: videoLimits.maxFrameRate + 1 }),
      judge({ frameRate: videoLimits.minFrameRate - 1 }),
    ];

    expect(within).toEqual([0, 0]);
    expect(beyond).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('says what a file really is', () => {
    const found = (detail: string) =>
      explainProblem(file, { code: 'format_not_accepted', detail }, format)?.found;

    expect(found('"a.mp4" is really an AVI video. Convert it to MP4.')).toBe('avi');
    expect(found('"a.mkv" is a Matroska video; for a video, TikTok takes MP4.')).toBe('matroska');
    expect(found('"a" is really a file of no kind that is known here. Convert it.')).toBe('other');
  });

  test('leaves a code of a later release to the words of the API', () => {
    expect(explainProblem(file, { code: 'of_tomorrow', detail: 'A sentence.' }, format)).toBeUndefined();
  });
});

describe('what is said of an address', () => {
  test('is told for every address that the API refuses, and for none that it takes', () => {
    const refused = Object.values(hostile)
      .flat()
      .filter((address) => address.trim() !== '' && readMediaAddress(address.trim()).kind === 'refused');

    const untold = refused.filter((address) => [undefined, 'other'].includes(judgeAddress(address)));

    expect(refused.length).toBeGreaterThan(30);
    expect(untold).toEqual([]);
    expect(Object.keys(sound).filter((address) => judgeAddress(address) !== undefined)).toEqual([]);
  });

  test.each([
    ['http://media.example.com/a.mp4', 'https'],
    [`https://media.example.com/${'a'.repeat(2_000)}`, 'too_long'],
    ['https://media.example.com/a b.mp4', 'invisible'],
    ['https://media.example.com\\a.mp4', 'backslash'],
    ['https://media.example.com/a.mp4#t=3', 'fragment'],
    ['https://me:secret@media.example.com/a.mp4', 'login'],
    ['https://media%2eexample.com/a.mp4', 'encoded_domain'],
    ['https://media.example.com:8443/a.mp4', 'port'],
    ['https://192.0.2.7/a.mp4', 'ip'],
    ['https://media.example.com./a.mp4', 'final_dot'],
    ['https://nas.local/a.mp4', 'private_domain'],
    ['https://localhost/a.mp4', 'domain'],
    ['https://media.example.com/a/../b.mp4', 'path'],
  ])('%.40s is told by its own sentence', (address, code) => {
    expect(judgeAddress(address)).toBe(code);
  });
});
