import { readFileSync } from 'node:fs';
import { mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const stackFile = z.object({
  pid: z.number(),
  command: z.string(),
  /** Absent until the stack is ready. */
  running: z
    .object({
      webUrl: z.string(),
      awsUrl: z.string(),
      region: z.string(),
      simulatorUrl: z.string().optional(),
      signingSecretArn: z.string().optional(),
      accessKeyId: z.string(),
      secretAccessKey: z.string(),
    })
    .optional(),
});

/** What a running stack tells other commands of the same clone, in a file only its owner can read. */
export type StackFile = z.infer<typeof stackFile>;

const pathIn = (stateDir: string): string => join(stateDir, 'stack.json');

/** The stack that runs with this state folder, or undefined when none does (a file left by a killed one is none). */
export const readRunningStack = async (stateDir: string): Promise<StackFile | undefined> => {
  const text = await readFile(pathIn(stateDir), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = stackFile.safeParse(parseJson(text));
  return parsed.success && isAlive(parsed.data) ? parsed.data : undefined;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Alive, and still the program that wrote the file: the number may have been given to another one since. */
const isAlive = ({ pid, command }: StackFile): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return process.platform !== 'linux' || commandOf(pid) === command;
};

const commandOf = (pid: number): string => {
  if (process.platform !== 'linux') return '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};

/**
 * Marks the state folder as in use by this process. Throws a sentence when a running stack uses it, also when two
 * starts come at the same moment.
 */
export const lockState = async (stateDir: string): Promise<void> => {
  const running = await readRunningStack(stateDir);
  if (running !== undefined) throw new Error(describeRunning(running));
  const path = pathIn(stateDir);
  await rm(path, { force: true });
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  const mark: StackFile = { pid: process.pid, command: commandOf(process.pid) };
  await writeFile(path, JSON.stringify(mark), { mode: 0o600, flag: 'wx' }).catch((cause: unknown) => {
    throw new Error('Another start of this clone began at the same moment; one is enough.', { cause });
  });
};

const describeRunning = ({ pid, running }: StackFile): string =>
  running === undefined
    ? `This clone is already starting (process ${pid}).`
    : `This clone is already running at ${running.webUrl} (process ${pid}). Use it, or end it with Ctrl-C or kill ${pid}.`;

/** Tells where the stack is, once it is ready. */
export const publishStack = async (
  stateDir: string,
  running: NonNullable<StackFile['running']>,
): Promise<void> => {
  const content: StackFile = { pid: process.pid, command: commandOf(process.pid), running };
  await writeFile(pathIn(stateDir), JSON.stringify(content, undefined, 2), { mode: 0o600 });
};

/** Ends the mark, and the folder with it when nothing was stored: a start that failed leaves nothing behind. */
export const unlockState = async (stateDir: string): Promise<void> => {
  await rm(pathIn(stateDir), { force: true });
  await rmdir(stateDir).catch(() => {});
};
