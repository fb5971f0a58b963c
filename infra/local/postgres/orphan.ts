import { execFileSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Ends a Postgres that an earlier run left behind in `dataDir` (its parent was killed before it could). Only the
 * process that `postmaster.pid` names is touched, and only when its command line says that it is Postgres on exactly
 * this folder: the number may long belong to another process. Answers the pid it ended.
 */
export const endOrphan = async (dataDir: string): Promise<number | undefined> => {
  const pidFile = join(dataDir, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1) return undefined;
  if (!isOurs(await commandLineOf(pid), dataDir)) {
    // Postgres itself would only see that the number is alive, and refuse to start.
    await rm(pidFile, { force: true });
    return undefined;
  }
  await endProcess(pid, dataDir);
  return pid;
};

const isOurs = (commandLine: string, dataDir: string): boolean =>
  commandLine.includes('postgres') &&
  commandLine
    .split('\0')
    .join(' ')
    .includes(`-D ${resolve(dataDir)} `);

/** The command line of a process; empty when there is none. */
const commandLineOf = async (pid: number): Promise<string> => {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  try {
    return `${execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' })} `;
  } catch {
    return '';
  }
};

/** Fast shutdown, then an immediate one, then the end: each is given its time. */
const endProcess = async (pid: number, dataDir: string): Promise<void> => {
  for (const [signal, patienceMs] of [
    ['SIGINT', 3000],
    ['SIGQUIT', 2000],
    ['SIGKILL', 2000],
  ] as const) {
    if (!sendSignal(pid, signal)) return;
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 20) {
      await pause(20);
      // Asked by its command line, which a process that nobody has buried yet no longer has.
      if (!isOurs(await commandLineOf(pid), dataDir)) return;
    }
  }
  throw new Error(`Postgres of an earlier run (process ${pid}) does not end. End it and start again.`);
};

const sendSignal = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
};
