import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSite } from '../../../web/build.ts';
import { bundlePages, bundleWidget } from '../../../web/bundle.ts';
import { pages } from '../../../web/pages.ts';
import { readSources } from '../../support/source-files.ts';

let outDir: string;
const filesOf = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
};
const read = (path: string) => readFile(join(outDir, path), 'utf8');
const gzipBytes = (content: Uint8Array | undefined): number => gzipSync(content ?? '').length;

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
      expect(named.length).toBeGreaterThanOrEqual(3);
      expect(files).toEqual(expect.arrayContaining(named));
    }
    expect(files.filter((path) => path.endsWith('.html'))).toEqual([
      'docs/index.html',
      'index.html',
      'platforms/connect/tiktok/index.html',
      'platforms/tiktok/upload/index.html',
    ]);
  });

  test('names all that a page starts with, so that the browser asks for it at once', async () => {
    const { entries } = await bundlePages();

    for (const { name, file } of pages) {
      const html = await read(file);
      const entry = entries.get(name);
      const [script, ...preloaded] = [
        ...html.matchAll(/<script type="module" src="\/([^"]+)">/g),
        ...html.matchAll(/<link rel="modulepreload" href="\/([^"]+)">/g),
      ].map(([, path]) => path);
      expect(script).toBe(entry?.script);
      expect(preloaded).toEqual(entry?.imports);
      expect(html).toContain(`href="/${entry?.styleSheet}"`);
    }
  });

  test('has nothing inline that its content security policy would refuse', async () => {
    for (const { file } of pages) {
      const html = await read(file);
      expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
      expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
    }
  });

  test('names each asset by its content, so that it may be kept for ever', async () => {
    const assets = (await filesOf(outDir)).filter((path) => path.startsWith('assets/'));

    expect(assets.length).toBeGreaterThan(pages.length);
    for (const path of assets) expect(path).toMatch(/^assets\/[\w-]+-[A-Z0-9]{8}\.(js|css|svg)$/);
  });

  test('serves the widget by names that stay', async () => {
    const served = (await filesOf(outDir)).filter((path) => path.startsWith('widget/'));

    expect(served).toEqual(['widget/creator-connect-widget.js', 'widget/react.d.ts', 'widget/react.js']);
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

describe('what a browser has to load', () => {
  /** In bytes, as gzip sends them. */
  const limits: Readonly<Record<string, number>> = {
    home: 12_000,
    docs: 12_000,
    connect: 150_000,
    upload: 150_000,
  };

  test('before a page runs is small: its script and all that this imports', async () => {
    const { files, entries } = await bundlePages();

    const sizes = new Map(
      [...entries].map(([name, { script, imports }]) => [
        name,
        [script, ...imports].reduce((sum, path) => sum + gzipBytes(files.get(path)), 0),
      ]),
    );

    expect([...sizes.keys()].sort()).toEqual(Object.keys(limits).sort());
    for (const [name, bytes] of sizes) {
      expect(bytes).toBeGreaterThan(1_000);
      expect({ name, bytes: Math.max(bytes, limits[name] ?? 0) }).toEqual({ name, bytes: limits[name] });
    }
  });

  test('for the widget is one script of at most 45 KB', async () => {
    const script = (await bundleWidget()).get('widget/creator-connect-widget.js');

    expect(gzipBytes(script)).toBeGreaterThan(0);
    expect(gzipBytes(script)).toBeLessThanOrEqual(45_000);
    expect(new TextDecoder().decode(script)).not.toMatch(/^\s*import\b|[^.\w]import\s*\(/m);
  });

  test('comes from the parts of React Aria by themselves: its one index would bring the lazy ones along', () => {
    const whole = readSources('web').flatMap(({ path, imports }) =>
      imports
        .filter(({ from, isTypeOnly }) => from === 'react-aria-components' && !isTypeOnly)
        .map(() => path),
    );

    expect(whole).toEqual([]);
  });
});

/**
 * The libraries hold ways to do so that are never gone. That nothing goes them, the browser sees to
 * (`require-trusted-types-for 'script'` with no policy allowed), and the browser tests look for its complaints.
 */
describe('our own sources', () => {
  test('never read text as HTML or code', () => {
    const risky =
      /innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|document\.write|srcdoc|DOMParser|\beval\(|new Function|javascript:|trustedTypes/i;

    const found = readSources('web').filter(({ text }) =>
      risky.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')),
    );

    expect(found.map(({ path }) => path)).toEqual([]);
  });
});
