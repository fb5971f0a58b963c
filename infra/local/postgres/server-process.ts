import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { PostgresBinaries } from './binaries.ts';
import type { RunAs } from './unprivileged.ts';

/** One running postmaster. */
export interface ServerProcess {
  readonly pid: number;
  /** Fast shutdown: sessions are ended, everything committed is on disk. */
  stop(): Promise<void>;
  /** SIGKILL, as a power cut would: the next start recovers from the log. */
  kill(): Promise<void>;
  /** Resolves when it has ended, whoever ended it, with how: `signal SIGKILL` or `exit code 1`. */
  readonly ended: Promise<string>;
}

export interface ServerOptions {
  readonly binaries: PostgresBinaries;
  readonly runAs: RunAs;
  readonly dataDir: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** Only what the programs need: nothing of the developer's PG* variables may change what runs. */
const bareEnvironment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  LC_ALL: 'C',
  TZ: 'UTC',
});

const spawnAs = (
  runAs: RunAs,
  program: string,
  args: readonly string[],
  detached: boolean,
  cwd: string,
): ChildProcess => {
  const [command = program, ...rest] = [...runAs.prefix, program, ...args];
  return spawn(command, rest, {
    ...(runAs.uid === undefined ? {} : { uid: runAs.uid }),
    ...(runAs.gid === undefined ? {} : { gid: runAs.gid }),
    cwd,
    // Its own session: Ctrl-C in the terminal must not reach the database before its clients are done.
    detached,
    env: bareEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
};

/** Runs one of Postgres's programs to its end. Throws with what it wrote when it fails. */
export const runProgram = async (
  runAs: RunAs,
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<void> => {
  const child = spawnAs(runAs, program, args, false, cwd);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} failed:\n${output.trim()}`);
};

/** Starts the postmaster and resolves when it accepts connections. Throws with its last words when it ends instead. */
export const startServer = async (options: ServerOptions): Promise<ServerProcess> => {
  const settings = Object.entries(options.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', options.dataDir, '-p', String(options.port), ...settings];
  const child = spawnAs(options.runAs, options.binaries.postgres, args, true, options.dataDir);
  await untilReady(child);
  child.unref();
  const guard = endWithParent(child);
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`)),
  );
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    guard?.kill('SIGKILL');
    child.ref();
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const late = await Promise.race([ended, pause(2500, 'late', { ref: false })]);
    if (late === 'late') child.kill('SIGQUIT');
    await ended;
  };
  return {
    pid: child.pid ?? 0,
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    ended,
  };
};

const untilReady = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let log = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000);
      if (log.includes('database system is ready to accept connections')) resolve();
    });
    child.stdout?.resume();
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`Postgres did not start:\n${log.trim()}`)));
  });

/**
 * A shell that waits for the end of its input, which is the end of this process however it comes, and then shuts
 * Postgres down. So not even a SIGKILL leaves it running; the next start ends it if the shell was killed as well.
 */
const endWithParent = (server: ChildProcess): ChildProcess | undefined => {
  if (process.platform === 'win32') return undefined;
  const guard = spawn('sh', ['-c', 'read -r _; kill -INT "$1" 2>/dev/null', 'sh', String(server.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  server.once('exit', () => guard.kill('SIGKILL'));
  return guard;
};
