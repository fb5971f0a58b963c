import { type ChildProcess, fork } from 'node:child_process';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import postgres from 'postgres';
import { type Postgres, type PostgresOptions, startPostgres } from '../../../infra/local/postgres.ts';

let folder: string;
let started: Postgres[];
let parents: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-postgres-'));
  started = [];
  parents = [];
});

afterEach(async () => {
  for (const parent of parents) parent.kill('SIGKILL');
  await Promise.all(started.map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
});

const start = async (more: Partial<PostgresOptions> = {}): Promise<Postgres> => {
  const server = await startPostgres({ port: 0, dataDir: join(folder, 'data'), durable: false, ...more });
  started.push(server);
  return server;
};

const query = async (server: Postgres, text: string): Promise<readonly Record<string, unknown>[]> => {
  const sql = postgres(server.superuserUrl, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
};

const postmasterPid = async (): Promise<number> =>
  Number((await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);

/** A process that nobody buries stays a zombie; it runs no more. */
const isRunning = async (pid: number): Promise<boolean> => {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return status !== '' && !/\) Z /.test(status);
};

describe('Postgres', () => {
  test('is version 18, listens on loopback and asks for a password', async () => {
    const server = await start();

    const [row] = await query(server, 'show server_version');
    const stranger = postgres(server.superuserUrl.replace(/:[0-9a-f]+@/, ':wrong@'), { max: 1 });

    expect(row?.['server_version']).toMatch(/^18\./);
    expect(await query(server, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    await expect(stranger`select 1`).rejects.toThrow('password authentication failed');
    await stranger.end();
  });

  test('keeps what was committed over a stop and over a kill, on the same port', async () => {
    const server = await start();
    await query(server, 'create table kept (n int)');

    await server.stop();
    await server.start();
    await query(server, 'insert into kept values (1)');
    await server.kill();
    await server.start();

    expect(await query(server, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  test('that is killed from outside is restarted with its data when it is to be kept alive', async () => {
    const lines: string[] = [];
    const server = await start({ keepAlive: { log: (line) => lines.push(line) } });
    await query(server, 'create table kept (n int)');
    const firstPid = await postmasterPid();

    process.kill(firstPid, 'SIGKILL');
    while (lines.length === 0) await pause(10);
    await server.start();

    expect(await query(server, 'select n from kept')).toEqual([]);
    expect(await postmasterPid()).not.toBe(firstPid);
    expect(lines).toEqual(['Postgres ended unexpectedly (signal SIGKILL) and is being restarted.']);
  });

  test('that is ended on purpose stays down and nothing is said', async () => {
    const lines: string[] = [];
    const server = await start({ keepAlive: { log: (line) => lines.push(line) } });

    await server.kill();
    await expect(query(server, 'select 1')).rejects.toThrow('ECONNREFUSED');
    await Promise.all([server.start(), server.kill(), server.start()]);
    await server.stop();
    await expect(query(server, 'select 1')).rejects.toThrow('ECONNREFUSED');

    expect(lines).toEqual([]);
  });

  test('that is stopped while it is being restarted ends all the same', async () => {
    const lines: string[] = [];
    const server = await start({ keepAlive: { log: (line) => lines.push(line) } });
    process.kill(await postmasterPid(), 'SIGKILL');
    while (lines.length === 0) await pause(10);

    await server.stop();

    await expect(query(server, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('that is ephemeral leaves nothing on the disk', async () => {
    const server = await start({ ephemeral: true });

    await server.stop();

    await expect(access(join(folder, 'data'))).rejects.toThrow();
  });

  test('left behind by a killed program is ended by the next start, which finds its data', async () => {
    const program = join(import.meta.dirname, 'postgres-parent.ts');
    const parent = fork(program, [join(folder, 'data')], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    parents.push(parent);
    const guardPid = await new Promise<number>((resolve) =>
      parent.once('message', (pid) => resolve(Number(pid))),
    );
    const orphanPid = await postmasterPid();
    // First the shell that would end the server with its parent: the worst case.
    process.kill(guardPid, 'SIGKILL');
    parent.kill('SIGKILL');

    const server = await start();

    expect(await isRunning(orphanPid)).toBe(false);
    expect(await query(server, 'select n from left_behind')).toEqual([{ n: 7 }]);
  });

  test('ends by itself when the program that started it is killed', async () => {
    const program = join(import.meta.dirname, 'postgres-parent.ts');
    const parent = fork(program, [join(folder, 'data')], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    parents.push(parent);
    await new Promise((resolve) => parent.once('message', resolve));
    const pid = await postmasterPid();

    parent.kill('SIGKILL');

    while (await isRunning(pid)) await pause(10);
    expect(await isRunning(pid)).toBe(false);
  });
});
