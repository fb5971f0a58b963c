import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { buildFunctions } from '../infra/build.ts';
import { functions } from '../shared/contract/functions.ts';
import { routes } from '../shared/contract/routes.ts';
import { entryOf, type FunctionRow } from '../shared/contract/rows.ts';
import { consumers } from '../shared/contract/workers.ts';
import { type Import, readSources, root, type SourceFile } from './support/source-files.ts';

/** Beside the entries, one for each row: what opens the dependencies of all of them. */
const compositionFiles = ['functions/from-environment.ts', 'functions/start.ts'];

/** Each part of the product, and the other parts it may import. The domain slices stand in their order. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  functions: [
    'http',
    'contract',
    'events',
    'posts',
    'accounts',
    'tokens',
    'database',
    'vault',
    'queue',
    'media',
    'platforms',
    'core',
  ],
  http: ['contract', 'core'],
  contract: ['core'],
  events: ['posts', 'accounts', 'tokens', 'outbox', 'database', 'vault', 'queue', 'platforms', 'core'],
  posts: ['accounts', 'tokens', 'outbox', 'database', 'vault', 'queue', 'media', 'platforms', 'core'],
  accounts: ['tokens', 'outbox', 'database', 'vault', 'queue', 'platforms', 'core'],
  tokens: ['outbox', 'database', 'vault', 'queue', 'platforms', 'core'],
  outbox: ['database', 'core'],
  platforms: ['core'],
  vault: ['core'],
  queue: ['core'],
  media: ['core'],
  database: ['core'],
  core: [],
};

const domain = ['events', 'posts', 'accounts', 'tokens', 'outbox'];
const outsideWorld = ['database', 'vault', 'queue', 'media', 'platforms'];

/** The one module of the outside world whose values the domain may use: the port itself, with its error. */
const port = 'shared/platforms/platform.ts';

/** The packages that only one part of the product may know. */
const packages: Readonly<Record<string, readonly string[]>> = {
  postgres: ['database'],
  jose: ['http'],
  '@aws-sdk/client-sqs': ['queue'],
  '@aws-sdk/client-kms': ['vault'],
  '@aws-sdk/client-s3': ['media'],
  '@aws-sdk/s3-request-presigner': ['media'],
  '@aws-sdk/client-secrets-manager': ['vault'],
  '@aws-lambda-powertools/logger': ['core'],
  '@aws-lambda-powertools/metrics': ['core'],
  zod: ['contract', 'http', 'tokens', 'database', 'platforms'],
};

const partOf = (path: string): string => {
  const [top = '', second = ''] = path.split('/');
  return top === 'shared' ? second : top;
};

const sources = [...readSources('functions'), ...readSources('shared')];
const importsOf = (pick: (source: SourceFile, one: Import) => boolean): string[] =>
  sources.flatMap((source) =>
    source.imports.filter((one) => pick(source, one)).map(({ from }) => `${source.path} imports ${from}`),
  );

describe('imports', () => {
  test('are found at all, in every part of the product', () => {
    expect([...new Set(sources.map(({ path }) => partOf(path)))].toSorted()).toEqual(
      Object.keys(arrows).toSorted(),
    );
    expect(importsOf(() => true).length).toBeGreaterThan(200);
  });

  test('point one way', () => {
    const against = importsOf(({ path }, { from, isOurs }) => {
      const [part, target] = [partOf(path), partOf(from)];
      return isOurs && target !== part && arrows[part]?.includes(target) !== true;
    });

    expect(against).toEqual([]);
  });

  test('of the outside world into the domain are of types, but for the port', () => {
    const values = importsOf(
      ({ path }, { from, isTypeOnly }) =>
        domain.includes(partOf(path)) && outsideWorld.includes(partOf(from)) && !isTypeOnly && from !== port,
    );

    expect(values).toEqual([]);
  });

  test('of one platform are its own folder’s, and the entries’', () => {
    const folder = 'shared/platforms/tiktok/';
    const strangers = importsOf(
      ({ path }, { from }) =>
        from.startsWith(folder) && !path.startsWith(folder) && partOf(path) !== 'functions',
    );

    expect(strangers).toEqual([]);
  });

  test('of a package are where that package belongs', () => {
    const misplaced = importsOf(
      ({ path }, { from, isOurs, isTypeOnly }) =>
        !isOurs &&
        !isTypeOnly &&
        !from.startsWith('node:') &&
        packages[from]?.includes(partOf(path)) !== true,
    );

    expect(misplaced).toEqual([]);
  });

  test('of zod are of its namespace, which bundles to a fifth', () => {
    const named = sources.filter(({ text }) => /import \{[^}]*\} from 'zod'/.test(text));

    expect(named.map(({ path }) => path)).toEqual([]);
  });

  test('of the simulated TikTok are none of ours, and infra knows functions by their path alone', () => {
    const simulator = 'infra/local/tiktok-simulator/';
    const imports = readSources('infra').flatMap((source) =>
      source.imports.map((one) => ({ path: source.path, ...one })),
    );

    expect(
      imports.filter(
        ({ path, from, isOurs }) => path.startsWith(simulator) && isOurs && !from.startsWith(simulator),
      ),
    ).toEqual([]);
    expect(imports.filter(({ from, isOurs }) => isOurs && from.startsWith('functions/'))).toEqual([]);
  });
});

test('the root has the folders that the design names and no other', () => {
  const ignored = readFileSync(join(root, '.gitignore'), 'utf8')
    .split('\n')
    .map((line) => line.replace(/\/$/, ''));
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !ignored.includes(entry.name))
    .map(({ name }) => name);

  expect(folders.toSorted()).toEqual(['functions', 'infra', 'migrations', 'shared', 'test', 'web']);
});

const entries = sources.filter(
  ({ path }) => path.startsWith('functions/') && !compositionFiles.includes(path),
);
const textOf = (row: FunctionRow): string => entries.find(({ path }) => path === entryOf(row))?.text ?? '';

/** What an entry reaches, by the functions it names that open it. */
const opens: Readonly<Record<string, string>> = {
  openDatabase: 'database',
  openVault: 'vault',
  openTiktok: 'app-credentials',
  openAppCredentials: 'app-credentials',
  readTiktokEnvironment: 'app-credentials',
  openSigningSecret: 'signing-secret',
  readOidcSettings: 'signing-secret',
  readSiteEnvironment: 'site',
  openMediaReader: 'media:read',
  openMediaSigner: 'media-signing',
  openMediaStore: 'media:write',
  readPostingEnvironment: 'posting-settings',
};

const names = (text: string, name: string): boolean => new RegExp(`\\b${name}\\(`).test(text);

/** What each function that takes the address of a queue does to it. Putting off belongs to consuming. */
const queueFunctions: Readonly<Record<string, string>> = {
  createSender: 'send',
  createPutOff: 'consume',
  countMessages: 'count',
};

const queueAddress = /readQueueUrl\([^)]*'([\w-]+)'\)/;

/** An entry may keep an address under a name of its own before it hands it on. */
const spellOutAddresses = (text: string): string =>
  [...text.matchAll(new RegExp(`const (\\w+) = (${queueAddress.source});`, 'g'))].reduce(
    (spelt, [, name = '', call = '']) => spelt.replace(new RegExp(`, ${name}\\)`, 'g'), `, ${call})`),
    text,
  );

/**
 * What an entry does to which queue. Moving dead letters takes sending for itself, and so does a consumer's sending to
 * its own dead letters; a consumer takes from its queue by what starts it, whatever its entry says.
 */
const queuesReached = (text: string, row: FunctionRow): string[] => {
  const own = consumers.filter(({ operationId }) => operationId === row.operationId);
  const address = queueAddress.source;
  if (names(text, 'redrive')) {
    return [...text.matchAll(new RegExp(address, 'g'))].map(([, queue]) => `queue:${queue}:redrive`);
  }
  const called = Object.entries(queueFunctions).flatMap(([name, use]) =>
    [
      ...spellOutAddresses(text).matchAll(new RegExp(`\\b${name}\\(\\s*\\w+(?:\\(\\))?,\\s*${address}`, 'g')),
    ].map(([, queue]) => `queue:${queue}:${use}`),
  );
  return [...called, ...own.map(({ queue }) => `queue:${queue}:consume`)];
};

/** The database by the login that the row says: which one it is, an entry neither chooses nor knows. */
const nameLogin = (capability: string, { uses }: FunctionRow): string =>
  capability === 'database' && uses.includes('all-tenants-database') ? 'all-tenants-database' : capability;

const reachedBy = (text: string, row: FunctionRow): string[] => {
  const capabilities = Object.entries(opens).flatMap(([name, capability]) =>
    names(text, name) ? [nameLogin(capability, row)] : [],
  );
  return [...new Set([...capabilities, ...queuesReached(text, row)])].toSorted();
};

describe('entry files', () => {
  test('are one for each row of the contract table, and nothing else', () => {
    expect(entries.map(({ path }) => path).toSorted()).toEqual(functions.map(entryOf).toSorted());
  });

  test.each(functions.map((row) => [row.operationId, row] as const))(
    '%s reaches exactly what its row uses',
    (_operationId, row) => {
      expect(reachedBy(textOf(row), row)).toEqual([...row.uses].toSorted());
    },
  );

  test('know of every function that opens something', () => {
    const text = sources.find(({ path }) => path === 'functions/from-environment.ts')?.text ?? '';
    const exported = [...text.matchAll(/^export const (\w+)/gm)].map(([, name]) => name);

    expect(exported.filter((name) => name !== undefined && !(name in opens))).toEqual([]);
  });

  test.each(routes.map((route) => [route.operationId, route] as const))(
    '%s is wrapped in the edge, under its own row',
    (operationId, route) => {
      const text = textOf(route);

      expect(text).toMatch(/\bendpoint\(\s*route,\s*dependencies,?\s*\)\(/);
      expect(text).toContain(` as route } from '../../shared/contract/routes/${operationId}.ts'`);
      expect(text.match(/^export const \w+/gm)).toEqual(['export const create', 'export const handler']);
    },
  );

  test('that read the signing secret are the authorizer and create-session alone', () => {
    const readers = entries.filter(({ text }) => names(text, 'openSigningSecret')).map(({ path }) => path);
    const allowed = functions.filter(({ uses }) => uses.includes('signing-secret'));

    expect(readers.toSorted()).toEqual([
      'functions/http/authorize-caller.ts',
      'functions/http/create-session.ts',
    ]);
    expect(allowed.map(({ operationId }) => operationId).toSorted()).toEqual([
      'authorize-caller',
      'create-session',
    ]);
  });

  test('see every tenant over HTTP in routes of the whole deployment alone, and never give them a caller’s tenant', () => {
    const seeing = functions.filter(({ uses }) => uses.includes('all-tenants-database'));
    const bound = seeing.filter((row) => /\bcaller\b/.test(textOf(row)));

    expect(seeing.map(({ operationId }) => operationId)).toEqual(['run-token-refresh']);
    expect(bound).toEqual([]);
  });

  test('count under the stage that their environment names', () => {
    const counting = entries.filter(({ text }) => /\bcreateCount\b/.test(text));

    expect(counting.length).toBeGreaterThan(0);
    for (const { text } of counting) expect(text).toContain('createCount(process.env)');
  });

  test('read the environment in their composition root alone', () => {
    const elsewhere = sources.filter(
      ({ path, text }) =>
        /process\.env/.test(text) && partOf(path) !== 'functions' && path !== 'shared/core/env.ts',
    );

    expect(elsewhere.map(({ path }) => path)).toEqual([]);
  });
});

describe('bundles', () => {
  const outDirs: string[] = [];
  afterAll(() => Promise.all(outDirs.map((folder) => rm(folder, { recursive: true }))));

  const packagesIn = async (operationId: string): Promise<ReadonlySet<string>> => {
    const outDir = await mkdtemp(join(tmpdir(), 'bundles-'));
    outDirs.push(outDir);
    const built = await buildFunctions({ only: [operationId], outDir });
    const inputs = built.functions.flatMap((one) => one.inputs);
    return new Set(inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
  };

  test('of the webhook receiver hold no database driver and no schema library', async () => {
    const held = await packagesIn('receive-webhook');

    expect(held).toContain('@aws-sdk/client-sqs');
    expect(
      [...held].filter((name) => ['postgres', 'zod', 'jose', '@aws-sdk/client-kms'].includes(name)),
    ).toEqual([]);
  });

  test('of the authorizer hold no database driver, queue or key service', async () => {
    const held = await packagesIn('authorize-caller');

    expect(held).toContain('jose');
    expect(
      [...held].filter((name) => ['postgres', '@aws-sdk/client-sqs', '@aws-sdk/client-kms'].includes(name)),
    ).toEqual([]);
  });
});
