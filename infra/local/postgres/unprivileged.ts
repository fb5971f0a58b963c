import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** How to run a program of Postgres, which refuses to run as root (as which containers often run everything). */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
  /** What stands before the program on the command line. */
  readonly prefix: readonly string[];
}

/**
 * Who runs Postgres: the developer, or for root the account `postgres`, else `nobody`. A clone below a folder that
 * only root may enter (`/root`) is out of reach for those two, so there they keep the one capability that passes
 * folder permissions. Throws a sentence when that cannot be arranged.
 */
export const chooseAccount = (paths: readonly string[]): RunAs => {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const account = lookUp('postgres') ?? lookUp('nobody');
  if (account === undefined)
    throw new Error(
      'Postgres refuses to run as root, and there is no account "postgres" or "nobody" to run it as.',
    );
  if (paths.every((path) => canReach(path, account.uid))) return { ...account, prefix: [] };
  return { prefix: keepReach(account) };
};

const lookUp = (name: string): { uid: number; gid: number } | undefined => {
  try {
    const ask = (flag: string) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return undefined;
  }
};

const canReach = (path: string, uid: number): boolean => {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const facts = statSync(folder, { throwIfNoEntry: false });
    if (facts !== undefined && (facts.mode & (facts.uid === uid ? 0o100 : 0o001)) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
};

const keepReach = ({ uid, gid }: { uid: number; gid: number }): readonly string[] => {
  const prefix = [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ];
  try {
    execFileSync('setpriv', [...prefix.slice(1), 'true'], { stdio: 'pipe' });
    return prefix;
  } catch (cause) {
    throw new Error(
      'Postgres refuses to run as root, and its other accounts cannot enter the folder of this clone. Move the clone to a folder that everyone may enter, or run as another user.',
      { cause },
    );
  }
};
