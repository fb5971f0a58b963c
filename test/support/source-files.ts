import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Import {
  /** A file from the root of the repository, or the name of a package. */
  readonly from: string;
  readonly isOurs: boolean;
  /** Whether only types are taken, so that nothing of it is there when the code runs. */
  readonly isTypeOnly: boolean;
}

export interface SourceFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

const statement =
  /^(?:import|export)\s+(type\s)?([^'";]*?)from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;

const takesOnlyTypes = (names: string): boolean => {
  const list =
    /\{([^}]*)\}/
      .exec(names)?.[1]
      ?.split(',')
      .map((name) => name.trim())
      .filter(Boolean) ?? [];
  const hasDefault = !/^\s*\{/.test(names);
  return !hasDefault && list.length > 0 && list.every((name) => name.startsWith('type '));
};

const readImports = (path: string, text: string): Import[] =>
  [...text.matchAll(statement)].map(([, type, names = '', from, bare, dynamic]) => {
    const name = from ?? bare ?? dynamic ?? '';
    const isOurs = name.startsWith('.');
    return {
      from: isOurs ? join(dirname(path), name) : name,
      isOurs,
      isTypeOnly: type !== undefined || (from !== undefined && takesOnlyTypes(names)),
    };
  });

const readSource = (path: string): SourceFile => {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, imports: readImports(path, text) };
};

/** Every TypeScript file below a folder of the repository. */
export const readSources = (folder: string): readonly SourceFile[] =>
  globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }).toSorted().map(readSource);
