import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { buildFunctions, buildSite, bundleFolderOf } from '../../infra/build.ts';
import { functions } from '../../shared/contract/functions.ts';
import { entryOf } from '../../shared/contract/rows.ts';
import { makeScratch, removeScratch } from './synthesized.ts';

let root: string;
const outDir = (): string => join(root, '.build');
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

/** A repository whose entries each answer with their own name, and share one module. */
beforeEach(() => {
  root = makeScratch();
  write(
    'shared/greeting.ts',
    "export const greeting: string = 'hello from';\nexport const unused = 'never bundled';\n",
  );
  for (const row of functions) {
    const body = `import { greeting } from '../../shared/greeting.ts';\nexport const handler = async (): Promise<string> => \`\${greeting} ${row.operationId}\`;\n`;
    write(entryOf(row), body);
  }
  write('migrations/001_first.sql', 'select 1;\n');
});
afterAll(removeScratch);

const timeOf = (path: string): number => statSync(path).mtimeMs;

test('every row becomes a folder whose handler answers', async () => {
  const { functions: built } = await buildFunctions({ root });

  expect(built.map(({ operationId }) => operationId)).toEqual(
    functions.map(({ operationId }) => operationId),
  );
  for (const { operationId, folder } of built) {
    const module: unknown = await import(pathToFileURL(join(folder, 'index.mjs')).href);
    const { handler } = module as { handler: () => Promise<string> };
    expect(await handler()).toBe(`hello from ${operationId}`);
  }
});

test('a bundle holds what it uses and nothing else, and its folder nothing that is not loaded', async () => {
  const { functions: built } = await buildFunctions({ root });

  for (const { operationId, folder } of built) {
    expect(readFileSync(join(folder, 'index.mjs'), 'utf8')).not.toContain('never bundled');
    expect(readdirSync(folder)).toEqual(
      operationId === 'migrate' ? ['index.mjs', 'migrations'] : ['index.mjs'],
    );
  }
});

test('the migration travels with the SQL, and with no SQL that is no more', async () => {
  write('migrations/002_second.sql', 'select 2;\n');
  await buildFunctions({ root });
  rmSync(join(root, 'migrations/002_second.sql'));

  const { functions: built } = await buildFunctions({ root });

  const migrate = built.find(({ operationId }) => operationId === 'migrate');
  expect(readdirSync(join(migrate?.folder ?? '', 'migrations'))).toEqual(['001_first.sql']);
  expect(migrate?.changed).toBe(true);
});

test('a bundle names the files it is made of, so that a change rebuilds what it reaches', async () => {
  const { functions: built } = await buildFunctions({ root });

  for (const row of functions) {
    const inputs = built.find(({ operationId }) => operationId === row.operationId)?.inputs;
    expect(inputs?.toSorted()).toEqual(
      [join(root, entryOf(row)), join(root, 'shared/greeting.ts')].toSorted(),
    );
  }
});

test('only the named entries are built, and the others stay as they are', async () => {
  const [first, second] = functions;
  if (first === undefined || second === undefined) throw new Error('the table is empty');
  await buildFunctions({ root });
  write('shared/greeting.ts', "export const greeting: string = 'changed by';\n");

  const { functions: built } = await buildFunctions({ root, only: [first.operationId] });

  const code = (row: typeof first) => readFileSync(join(bundleFolderOf(row, outDir()), 'index.mjs'), 'utf8');
  expect(built.map(({ operationId, changed }) => ({ operationId, changed }))).toEqual([
    { operationId: first.operationId, changed: true },
  ]);
  expect(code(first)).toContain('changed by');
  expect(code(second)).toContain('hello from');
});

test('building twice writes nothing the second time', async () => {
  const before = await buildFunctions({ root });
  const times = before.functions.map(({ folder }) => timeOf(join(folder, 'index.mjs')));

  const after = await buildFunctions({ root });

  expect(after.functions.some(({ changed }) => changed)).toBe(false);
  expect(after.functions.map(({ folder }) => timeOf(join(folder, 'index.mjs')))).toEqual(times);
});

test('a row without an entry is an error that names both', async () => {
  rmSync(join(root, 'functions/http/get-health.ts'));

  const building = buildFunctions({ root });

  await expect(building).rejects.toThrow('get-health (functions/http/get-health.ts)');
});

test('an entry that does not compile leaves the last good bundle in place', async () => {
  const [{ folder } = { folder: '' }] = (await buildFunctions({ root, only: ['get-health'] })).functions;
  write('functions/http/get-health.ts', 'export const handler = ;\n');

  const building = buildFunctions({ root, only: ['get-health'] });

  await expect(building).rejects.toThrow('get-health.ts');
  expect(readFileSync(join(folder, 'index.mjs'), 'utf8')).toContain('hello from');
});

test('a bundle that would fail to load is refused', async () => {
  write('shared/old.cjs', "exports.path = require('node:path').sep;\n");
  write(
    'functions/http/get-health.ts',
    "import old from '../../shared/old.cjs';\nexport const handler = async () => old.path;\n",
  );

  const building = buildFunctions({ root, only: ['get-health'] });

  await expect(building).rejects.toThrow('get-health');
});

test('the bundle of a row that is no more goes away', async () => {
  mkdirSync(join(outDir(), 'functions', 'http-long-gone'), { recursive: true });

  await buildFunctions({ root });

  expect(existsSync(join(outDir(), 'functions', 'http-long-gone'))).toBe(false);
});

test('the site is built by its own builder, and a missing one is told', async () => {
  await expect(buildSite({ root })).rejects.toThrow('web/build.ts is missing');
  write(
    'web/build.ts',
    "import { mkdir, writeFile } from 'node:fs/promises';\nexport const buildSite = async (outDir) => {\n  await mkdir(outDir, { recursive: true });\n  await writeFile(outDir + '/index.html', 'built');\n};\n",
  );

  await buildSite({ root });

  expect(readFileSync(join(outDir(), 'site', 'index.html'), 'utf8')).toBe('built');
});
