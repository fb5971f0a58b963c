import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { bundlePages, bundleWidget, type SiteBundle } from './bundle.ts';
import { renderPageShell } from './page-shell.ts';
import { type Page, pages, withoutScript } from './pages.ts';

/** Path within the site, with `/`, and content. */
type SiteFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Builds the web site into `outDir`: for each page an HTML file at its address, scripts and style sheets under `assets/`
 * with their hash in the name, so that a browser may keep them for ever, and under `widget/` what other sites embed by
 * a name that stays. Equal files are left alone, files of an earlier build are removed. Throws esbuild's error when a
 * source does not compile; it then writes nothing.
 */
export const buildSite = async (outDir: string): Promise<void> => {
  const target = resolve(outDir);
  const files = await renderSite();
  await Promise.all([...files].map(([path, content]) => writeIfChanged(join(target, path), content)));
  await removeStrangers(target, files);
};

const renderSite = async (): Promise<SiteFiles> => {
  const [bundle, widget] = await Promise.all([bundlePages(), bundleWidget()]);
  const html = pages.map((page): [string, Uint8Array] => [page.file, renderPage(page, bundle)]);
  return new Map([...bundle.files, ...widget, ...html]);
};

const renderPage = ({ name, catalogues, isPublic }: Page, { entries, icon }: SiteBundle): Uint8Array => {
  const entry = entries.get(name);
  if (entry === undefined) throw new Error(`No script came out for the page ${name}.`);
  const html = renderPageShell({
    title: catalogues.en.title,
    script: `/${entry.script}`,
    imports: entry.imports.map((path) => `/${path}`),
    styleSheet: `/${entry.styleSheet}`,
    icon: `/${icon}`,
    withoutScript,
    isPublic,
  });
  return new TextEncoder().encode(html);
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
