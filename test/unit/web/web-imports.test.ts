import { describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { type Import, readSources, root } from '../../support/source-files.ts';

const sources = readSources('web');
const buildFiles = ['web/build.ts', 'web/bundle.ts', 'web/pages.ts', 'web/page-shell.ts'];

/** Of the product the browser runs only what is pure: what a file is, and what the platform takes. */
const shared = [
  'shared/core/failure.ts',
  'shared/platforms/tiktok/media-rules.ts',
  'shared/platforms/tiktok/post-rules.ts',
];
const isShared = (path: string): boolean =>
  shared.includes(path) ||
  /^shared\/posts\/media\/(byte-source|part-plan|probe-file)\.ts$/.test(path) ||
  /^shared\/posts\/(check-files|check-order|media-address)\.ts$/.test(path);

/** The packages that a browser loads, and who may. */
const packages: Readonly<Record<string, RegExp>> = {
  react: /^web\//,
  'react-dom/client': /^web\/(shell|widget)\//,
  'react-i18next': /^web\/(language|shell|pages)\//,
  i18next: /^web\/(language|widget)\//,
  '@tanstack/react-query': /^web\//,
  '@uppy/core': /^web\/pages\/upload\/media\//,
  '@uppy/aws-s3': /^web\/pages\/upload\/media\//,
};
const mayImport = (path: string, from: string): boolean =>
  from.startsWith('react-aria-components')
    ? /^web\/(shell|pages)\//.test(path)
    : packages[from]?.test(path) === true;

const importsOf = (pick: (path: string, one: Import) => boolean): string[] =>
  sources
    .filter(({ path }) => !buildFiles.includes(path))
    .flatMap(({ path, imports }) =>
      imports.filter((one) => pick(path, one)).map(({ from }) => `${path} imports ${from}`),
    );

describe('what the pages and the widget import', () => {
  test('of the rest of the product is pure, or types', () => {
    const strangers = importsOf(
      (_path, { from, isOurs, isTypeOnly }) =>
        isOurs && !isTypeOnly && !from.startsWith('web/') && !isShared(from),
    );

    expect(strangers).toEqual([]);
    expect(importsOf(() => true).length).toBeGreaterThan(50);
  });

  test('of packages is where they belong', () => {
    const misplaced = importsOf(
      (path, { from, isOurs, isTypeOnly }) => !isOurs && !isTypeOnly && !mayImport(path, from),
    );

    expect(misplaced).toEqual([]);
  });

  test('of each other points one way: pages and widget build on the rest, and not on one another', () => {
    const partOf = (path: string): string => /^web\/(pages\/\w+|widget)\//.exec(path)?.[1] ?? '';
    const crossing = importsOf(
      (path, { from, isTypeOnly }) => partOf(from) !== '' && partOf(from) !== partOf(path) && !isTypeOnly,
    );

    expect(crossing).toEqual([]);
  });

  test('brings no schema library and nothing of a server into a page', async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: ['web/pages/connect/main.tsx', 'web/pages/upload/main.tsx', 'web/widget/element.ts'],
      outdir: 'nowhere',
      write: false,
      metafile: true,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      jsx: 'automatic',
      loader: { '.css': 'text' },
      logLevel: 'silent',
    });
    const held = new Set(
      Object.keys(metafile.inputs).flatMap(
        (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
      ),
    );

    expect(held).toContain('react-dom');
    expect([...held].filter((name) => /^(zod|postgres|jose|@aws-sdk\/.*|@smithy\/.*)$/.test(name))).toEqual(
      [],
    );
  });
});
