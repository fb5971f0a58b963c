import { access, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { functions } from '../shared/contract/functions.ts';
import { entryOf, type FunctionRow, usesDatabase } from '../shared/contract/rows.ts';

/** The root of the repository. */
export const repositoryRoot = resolve(import.meta.dirname, '..');

export interface BuildOptions {
  /** Only the rows with these operation ids; all when absent. */
  readonly only?: readonly string[];
  /** Where `functions/`, `migrations/` and `web/` lie; the repository when absent. */
  readonly root?: string;
  /** Where the result goes; `.build` of the root when absent. */
  readonly outDir?: string;
}

export interface BuiltFunction {
  readonly operationId: string;
  /** The folder that is deployed: `index.mjs` and nothing that is not loaded. */
  readonly folder: string;
  /** Every file the bundle is made of, absolute: a change to one of them asks for a new build of this entry. */
  readonly inputs: readonly string[];
  readonly sizeBytes: number;
  /** Whether this build wrote something that was not there before. */
  readonly changed: boolean;
}

export interface BuildResult {
  readonly functions: readonly BuiltFunction[];
}

const folderNameOf = (row: FunctionRow): string => `${row.trigger}-${row.operationId}`;

/** The folder of a row's bundle below a build folder. */
export const bundleFolderOf = (row: FunctionRow, outDir: string): string =>
  join(outDir, 'functions', folderNameOf(row));

/**
 * Bundles the entries of all rows (or of `only`) and writes what changed. Throws a sentence naming the
 * rows whose entry file is missing, and esbuild's own error when one does not compile; it then writes nothing.
 */
export const buildFunctions = async (options: BuildOptions = {}): Promise<BuildResult> => {
  const root = resolve(options.root ?? repositoryRoot);
  const outDir = resolve(options.outDir ?? join(root, '.build'));
  const rows = selectRows(options.only);
  await assertEntriesExist(rows, root);
  const bundles = await bundleRows(rows, root, outDir);
  if (options.only === undefined) await removeStrangers(outDir);
  return { functions: await Promise.all(rows.map((row) => writeBundle(row, bundles, root, outDir))) };
};

/** Builds the web site into `site/` of the build folder, by `web/build.ts`. Throws when that is missing or fails. */
export const buildSite = async (options: BuildOptions = {}): Promise<void> => {
  const root = resolve(options.root ?? repositoryRoot);
  const outDir = join(resolve(options.outDir ?? join(root, '.build')), 'site');
  const builder = join(root, 'web', 'build.ts');
  if (!(await exists(builder))) throw new Error('The web site has no builder: web/build.ts is missing.');
  const exported: unknown = await import(pathToFileURL(builder).href);
  if (!hasSiteBuilder(exported)) throw new Error('web/build.ts does not export buildSite(outDir).');
  await exported.buildSite(outDir);
};

/** Everything a synthesis needs. */
export const buildAll = async (options: BuildOptions = {}): Promise<BuildResult> => {
  const result = await buildFunctions(options);
  await buildSite(options);
  return result;
};

const hasSiteBuilder = (exported: unknown): exported is { buildSite: (outDir: string) => Promise<void> } =>
  typeof exported === 'object' &&
  exported !== null &&
  'buildSite' in exported &&
  typeof exported.buildSite === 'function';

const selectRows = (only: readonly string[] | undefined): readonly FunctionRow[] => {
  if (only === undefined) return functions;
  const known = new Set(functions.map(({ operationId }) => operationId));
  const unknown = only.filter((operationId) => !known.has(operationId));
  if (unknown.length > 0) throw new Error(`The contract table has no row ${unknown.join(', ')}.`);
  return functions.filter(({ operationId }) => only.includes(operationId));
};

const assertEntriesExist = async (rows: readonly FunctionRow[], root: string): Promise<void> => {
  const found = await Promise.all(rows.map((row) => exists(join(root, entryOf(row)))));
  const missing = rows.filter((_, index) => found[index] === false);
  if (missing.length === 0) return;
  const list = missing.map((row) => `${row.operationId} (${entryOf(row)})`).join(', ');
  throw new Error(`The contract table lists functions that have no entry file: ${list}.`);
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

interface Bundles {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly outputs: Metafile['outputs'];
}

/**
 * One call for the entries that are kin: parsing what they share once is faster than a call for each, and one call
 * for all would put into every bundle whatever any of the entries takes from a shared module, which made the webhook
 * receiver a third larger.
 */
const bundleRows = async (rows: readonly FunctionRow[], root: string, outDir: string): Promise<Bundles> => {
  const groups = Map.groupBy(rows, kinOf);
  const results = await Promise.all([...groups.values()].map((group) => bundleGroup(group, root, outDir)));
  return {
    files: new Map(
      results.flatMap(({ outputFiles }) => outputFiles.map(({ path, contents }) => [path, contents])),
    ),
    outputs: Object.assign({}, ...results.map(({ metafile }) => metafile.outputs)),
  };
};

/** What uses the database shares nearly everything; the others share what their capabilities bring. */
const kinOf = (row: FunctionRow): string => (usesDatabase(row) ? 'database' : row.uses.toSorted().join(' '));

const bundleGroup = (rows: readonly FunctionRow[], root: string, outDir: string) =>
  build({
    absWorkingDir: root,
    entryPoints: rows.map((row) => ({
      in: join(root, entryOf(row)),
      out: join('functions', folderNameOf(row), 'index'),
    })),
    outdir: outDir,
    outExtension: { '.js': '.mjs' },
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    // An error's class name is what a log and a dead letter say of it.
    keepNames: true,
    treeShaking: true,
    legalComments: 'none',
    sourcemap: 'external',
    // ES modules first: they can be shaken.
    mainFields: ['module', 'main'],
    external: [...unreachableProviders],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });

/**
 * Where the AWS SDK looks for credentials after the environment, which is where Lambda puts them. It imports each
 * only when it gets that far; left out, a cold start of the webhook receiver is a quarter shorter.
 */
const unreachableProviders = [
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
] as const;

const writeBundle = async (
  row: FunctionRow,
  { files, outputs }: Bundles,
  root: string,
  outDir: string,
): Promise<BuiltFunction> => {
  const folder = bundleFolderOf(row, outDir);
  const path = join(folder, 'index.mjs');
  const code = files.get(path);
  const output = outputs[relative(root, path)];
  if (code === undefined || output === undefined)
    throw new Error(`No bundle came out for ${row.operationId}.`);
  assertLoadable(row, code);
  const changes = [await writeIfChanged(path, code)];
  const map = files.get(`${path}.map`);
  // Beside the bundles, not in them: a map that Lambda unpacks and nothing loads costs cold start.
  if (map !== undefined)
    await writeIfChanged(join(outDir, 'source-maps', `${folderNameOf(row)}.mjs.map`), map);
  if (row.operationId === 'migrate') changes.push(await copyMigrations(root, folder));
  return {
    operationId: row.operationId,
    folder,
    inputs: Object.keys(output.inputs).map((input) => resolve(root, input)),
    sizeBytes: code.byteLength,
    changed: changes.includes(true),
  };
};

/** A CommonJS dependency that calls `require` compiles, and fails when it is loaded; so it is refused here. */
const assertLoadable = ({ operationId }: FunctionRow, code: Uint8Array): void => {
  if (!Buffer.from(code).includes('Dynamic require of')) return;
  throw new Error(
    `The bundle of ${operationId} holds a CommonJS module that calls require; give it a banner.`,
  );
};

/** Leaves an equal file alone, so that its time of change means a change. */
const writeIfChanged = async (path: string, content: Uint8Array): Promise<boolean> => {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(content) === true) return false;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return true;
};

/** Copies `migrations/*.sql` beside the bundle that runs them, and removes what is no longer there. */
const copyMigrations = async (root: string, folder: string): Promise<boolean> => {
  const target = join(folder, 'migrations');
  await mkdir(target, { recursive: true });
  const names = (await readdir(join(root, 'migrations'))).filter((name) => name.endsWith('.sql'));
  const stale = (await readdir(target)).filter((name) => !names.includes(name));
  await Promise.all(stale.map((name) => rm(join(target, name), { recursive: true })));
  const written = await Promise.all(
    names.map(async (name) =>
      writeIfChanged(join(target, name), await readFile(join(root, 'migrations', name))),
    ),
  );
  return stale.length > 0 || written.includes(true);
};

/** Removes the bundles of rows that are no more, so that nothing reads them by mistake. */
const removeStrangers = async (outDir: string): Promise<void> => {
  const folder = join(outDir, 'functions');
  const known = new Set(functions.map(folderNameOf));
  const present = await readdir(folder).catch(() => []);
  const strangers = present.filter((name) => !known.has(name));
  await Promise.all(strangers.map((name) => rm(join(folder, name), { recursive: true })));
};
