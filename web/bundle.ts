import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type BuildOptions, build, type Metafile, type OutputFile, type Plugin } from 'esbuild';
import { languages } from './language/choose-language.ts';
import { pages } from './pages.ts';

const sources = import.meta.dirname;
/** Nothing is written there: paths of the output are taken from it. */
const target = join(sources, 'site');

/** What a page's HTML names; paths within the site. */
interface PageEntry {
  readonly script: string;
  readonly styleSheet: string;
  /** The chunks without which its script does not run. */
  readonly imports: readonly string[];
}

export interface SiteBundle {
  /** Path within the site, with `/`, and content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly entries: ReadonlyMap<string, PageEntry>;
  readonly icon: string;
}

/** React Aria speaks some thirty languages; of its words those of ours are kept. */
const ownLocales: Plugin = {
  name: 'own-locales',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]intl[\\/].*[a-z]{2}-[A-Z]{2}\.\w+$/ }, ({ path }) =>
      languages.some((language) => new RegExp(`[\\\\/]${language}-[A-Z]{2}\\.\\w+$`).test(path))
        ? undefined
        : { contents: 'export default {};', loader: 'js' },
    );
  },
};

const common = {
  absWorkingDir: sources,
  outdir: target,
  write: false,
  metafile: true,
  bundle: true,
  platform: 'browser',
  target: ['es2022', 'chrome119', 'firefox124', 'safari17.4'],
  format: 'esm',
  jsx: 'automatic',
  charset: 'utf8',
  minify: true,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.svg': 'copy' },
  plugins: [ownLocales],
  logLevel: 'silent',
} as const satisfies BuildOptions;

const sitePath = (path: string): string => relative(target, path).split(sep).join('/');

const filesOf = (outputs: readonly OutputFile[]): ReadonlyMap<string, Uint8Array> =>
  new Map(outputs.map(({ path, contents }) => [sitePath(path), contents]));

/** Bundles every page, what several share in chunks of its own, and what is loaded when it is needed. */
export const bundlePages = async (): Promise<SiteBundle> => {
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints: [
      ...pages.flatMap(({ name, main }) => [
        { in: join(sources, 'pages', name, main), out: name },
        { in: join(sources, 'pages', name, 'style.css'), out: name },
      ]),
      { in: join(sources, 'design', 'icon.svg'), out: 'icon' },
    ],
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    splitting: true,
  });
  const files = filesOf(outputFiles);
  const find = (name: string, extension: string): string => {
    const found = [...files.keys()].find((path) =>
      new RegExp(`^assets/${name}-[A-Z0-9]{8}\\.${extension}$`).test(path),
    );
    if (found === undefined) throw new Error(`No ${extension} file came out for ${name}.`);
    return found;
  };
  const entries = pages.map(({ name }): [string, PageEntry] => {
    const script = find(name, 'js');
    return [name, { script, styleSheet: find(name, 'css'), imports: importsOf(script, metafile) }];
  });
  return { files, entries: new Map(entries), icon: find('icon', 'svg') };
};

/** All that a script imports before it runs, and what that imports. */
const importsOf = (script: string, { outputs }: Metafile): readonly string[] => {
  const byPath = new Map(
    Object.entries(outputs).map(([path, output]) => [sitePath(join(sources, path)), output]),
  );
  const found = new Set<string>();
  const visit = (path: string): void => {
    for (const { kind, path: imported } of byPath.get(path)?.imports ?? []) {
      const next = sitePath(join(sources, imported));
      if (kind !== 'import-statement' || found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  visit(script);
  return [...found];
};

/**
 * The widget in one file, with Preact in React's place: React alone would be larger than the whole may be. Beside it the
 * React component, which takes its host's React, and its types.
 */
export const bundleWidget = async (): Promise<ReadonlyMap<string, Uint8Array>> => {
  const element = await build({
    ...common,
    entryPoints: [{ in: join(sources, 'widget', 'element.ts'), out: 'widget/creator-connect-widget' }],
    alias: {
      react: 'preact/compat',
      'react-dom': 'preact/compat',
      'react/jsx-runtime': 'preact/jsx-runtime',
    },
    loader: { ...common.loader, '.css': 'text' },
  });
  const component = await build({
    ...common,
    entryPoints: [{ in: join(sources, 'widget', 'react.ts'), out: 'widget/react' }],
    external: ['react'],
    minify: false,
  });
  const types = await readFile(join(sources, 'widget', 'react.d.ts'));
  return new Map([
    ...filesOf([...element.outputFiles, ...component.outputFiles]),
    ['widget/react.d.ts', new Uint8Array(types)],
  ]);
};
