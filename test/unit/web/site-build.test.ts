import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSite } from '../../../web/build.ts';
import { pages } from '../../../web/pages.ts';

let outDir: string;
const filesOf = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
};
const read = (path: string) => readFile(join(outDir, path), 'utf8');

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'site-'));
  await buildSite(outDir);
});
afterAll(() => rm(outDir, { recursive: true }));

describe('the built site', () => {
  test('has a page at each address, made of files that are there', async () => {
    const files = await filesOf(outDir);

    for (const { file } of pages) {
      const html = await read(file);
      const named = [...html.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, path]) => path ?? '');
      expect(named.length).toBe(3);
      expect(files).toEqual(expect.arrayContaining(named));
    }
    expect(files.filter((path) => path.startsWith('platforms/'))).toEqual([
      'platforms/connect/tiktok/index.html',
    ]);
  });

  test('has nothing inline that its content security policy would refuse', async () => {
    for (const { file } of pages) {
      const html = await read(file);
      expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
      expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
    }
  });

  test('never reads text as HTML or code', async () => {
    for (const path of (await filesOf(outDir)).filter((name) => name.endsWith('.js'))) {
      expect(await read(path)).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|DOMParser|\beval\(|new Function/,
      );
    }
  });

  test('keeps the script of each page small', async () => {
    for (const path of (await filesOf(outDir)).filter((name) => name.endsWith('.js'))) {
      expect(gzipSync(await read(path)).length).toBeLessThan(12_000);
    }
  });

  test('names each asset by its content, so that it may be kept for ever', async () => {
    const assets = (await filesOf(outDir)).filter((path) => path.startsWith('assets/'));

    for (const path of assets) expect(path).toMatch(/^assets\/[a-z]+-[A-Z0-9]{8}\.(js|css|svg)$/);
  });

  test('is left alone by a second build, which removes only what is no longer there', async () => {
    const files = await filesOf(outDir);
    const times = async () =>
      Promise.all(files.map(async (path) => (await stat(join(outDir, path))).mtimeMs));
    const before = await times();
    await writeFile(join(outDir, 'assets', 'connect-OLD.js'), 'old');

    await buildSite(outDir);

    expect(await times()).toEqual(before);
    expect(await filesOf(outDir)).toEqual(files);
  });
});
