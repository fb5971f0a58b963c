import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { build } from 'esbuild';
import { renderPageShell } from './page-shell.ts';
import { type Page, pages, withoutScript } from './pages.ts';

const sources = import.meta.dirname;

/** Path within the site, with `/`, and content. */
type SiteFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Builds the web site into `outDir`: for each page an HTML file at its address, and scripts and style sheets under
 * `assets/` with their hash in the name, so that a browser may keep them for ever. Equal files are left alone, files
 * of an earlier build are removed. Throws esbuild's error when a source does not compile; it then writes nothing.
 */
export const buildSite = async (outDir: string): Promise<void> => {
  const target = resolve(outDir);
  const files = await renderSite(target);
  await Promise.all([...files].map(([path, content]) => writeIfChanged(join(target, path), content)));
  await removeStrangers(target, files);
};

const renderSite = async (target: string): Promise<SiteFiles> => {
  const assets = await bundleAssets(target);
  const html = pages.map((page): [string, Uint8Array] => [page.file, renderPage(page, [...assets.keys()])]);
  return new Map([...assets, ...html]);
};

const bundleAssets = async (target: string): Promise<SiteFiles> => {
  const result = await build({
    absWorkingDir: sources,
    entryPoints: [
      ...pages.flatMap(({ name }) => [
        { in: join(sources, 'pages', name, 'main.ts'), out: name },
        { in: join(sources, 'pages', name, 'style.css'), out: name },
      ]),
      { in: join(sources, 'design', 'icon.svg'), out: 'icon' },
    ],
    outdir: join(target, 'assets'),
    entryNames: '[name]-[hash]',
    write: false,
    bundle: true,
    platform: 'browser',
    target: ['es2022', 'chrome110', 'firefox115', 'safari16.4'],
    format: 'esm',
    charset: 'utf8',
    minify: true,
    legalComments: 'none',
    loader: { '.svg': 'copy' },
    logLevel: 'silent',
  });
  return new Map(
    result.outputFiles.map(({ path, contents }) => [relative(target, path).split(sep).join('/'), contents]),
  );
};

const renderPage = ({ name, catalogues, isPublic }: Page, assets: readonly string[]): Uint8Array => {
  const html = renderPageShell({
    title: catalogues.en.title,
    script: findAsset(assets, name, 'js'),
    styleSheet: findAsset(assets, name, 'css'),
    icon: findAsset(assets, 'icon', 'svg'),
    withoutScript,
    isPublic,
  });
  return new TextEncoder().encode(html);
};

const findAsset = (assets: readonly string[], name: string, extension: string): string => {
  const found = assets.find((path) => path.startsWith(`assets/${name}-`) && path.endsWith(`.${extension}`));
  if (found === undefined) throw new Error(`No ${extension} file came out for the page ${name}.`);
  return `/${found}`;
};

/** Leaves an equal file alone, so that its time of change means a change. */
const writeIfChanged = async (path: string, content: Uint8Array): Promise<void> => {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(content) === true) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
};

/** Removes files of an earlier build and the folders they leave empty. */
const removeStrangers = async (target: string, files: SiteFiles): Promise<void> => {
  const entries = await readdir(target, { recursive: true, withFileTypes: true });
  const paths = (wanted: 'isFile' | 'isDirectory') =>
    entries.filter((entry) => entry[wanted]()).map((entry) => join(entry.parentPath, entry.name));
  const isStranger = (path: string) => !files.has(relative(target, path).split(sep).join('/'));
  await Promise.all(
    paths('isFile')
      .filter(isStranger)
      .map((path) => rm(path)),
  );
  const deepestFirst = paths('isDirectory').sort((a, b) => b.length - a.length);
  for (const folder of deepestFirst) await rmdir(folder).catch(() => undefined);
};
