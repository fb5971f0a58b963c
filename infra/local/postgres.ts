import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findBinaries, type PostgresBinaries } from './postgres/binaries.ts';
import { endOrphan } from './postgres/orphan.ts';
import { createRestarts } from './postgres/restarts.ts';
import { runProgram, type ServerProcess, startServer } from './postgres/server-process.ts';
import { chooseAccount, type RunAs } from './postgres/unprivileged.ts';

export interface PostgresOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  /** Whether stopping deletes the data. */
  readonly ephemeral?: boolean;
  /** False trades safety of the data for speed, as tests want it: nothing is flushed to disk. */
  readonly durable?: boolean;
  /** With it, a server that ends by itself is restarted and each time told here in a sentence; else it stays down. */
  readonly keepAlive?: { readonly log: (line: string) => void };
}

export interface Postgres {
  readonly port: number;
  /** The superuser's own door; on RDS nobody has it. The product connects as the master login and those it creates. */
  readonly superuserUrl: string;
  /** Fast shutdown; `start` brings the same server back on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** SIGKILL, as a power cut. */
  kill(): Promise<void>;
}

/** As on RDS, so that the master login may have any other name. */
const superuser = 'rdsadmin';

/**
 * Starts a Postgres 18 on 127.0.0.1 with its data in `dataDir`, which is created on first use and kept unless
 * `ephemeral`. A server left over from a killed run is ended first. Works as root as well. Throws with Postgres's own
 * words when it cannot start.
 */
export const startPostgres = async (options: PostgresOptions): Promise<Postgres> => {
  const dataDir = resolve(options.dataDir);
  const binaries = await findBinaries();
  await endOrphan(dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const runAs = chooseAccount([binaries.postgres, dataDir]);
  const password = await initialise(binaries, runAs, dataDir);
  const port = options.port === 0 ? await findFreePort() : options.port;
  const open = () =>
    startPatiently(() =>
      startServer({
        binaries,
        runAs,
        dataDir,
        port,
        settings: settingsFor(options.durable ?? true),
      }),
    );
  const server = await keepServer(open, options.keepAlive?.log);
  return {
    port,
    superuserUrl: `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`,
    start: server.start,
    stop: async () => {
      await server.end('stop');
      if (options.ephemeral) await rm(dataDir, { recursive: true, force: true });
    },
    kill: () => server.end('kill'),
  };
};

/**
 * One server that runs or not, as it was last told. Starts and ends take turns: a stop that comes during a restart
 * ends what that restart brings up.
 */
const keepServer = async (open: () => Promise<ServerProcess>, log?: (line: string) => void) => {
  let wanted = true;
  let running: ServerProcess | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const takeTurn = (act: () => Promise<void>): Promise<void> => {
    const mine = turn.then(act);
    turn = mine.catch(() => {});
    return mine;
  };
  const bringUp = async (): Promise<void> => {
    if (!wanted || running !== undefined) return;
    const opened = await open();
    running = opened;
    void opened.ended.then((how) => {
      // Whoever ends it on purpose has let go of it first.
      if (running !== opened) return;
      running = undefined;
      if (wanted) void noticeEnd?.(how);
    });
  };
  const noticeEnd = log === undefined ? undefined : createRestarts({ restart: () => takeTurn(bringUp), log });
  await bringUp();
  return {
    start: (): Promise<void> => {
      wanted = true;
      return takeTurn(bringUp);
    },
    end: (how: 'stop' | 'kill'): Promise<void> => {
      wanted = false;
      return takeTurn(async () => {
        const ending = running;
        running = undefined;
        await ending?.[how]();
      });
    },
  };
};

const settingsFor = (durable: boolean): Record<string, string> => ({
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // RDS gives a db.t4g.micro about 110; the processes of a whole test run come from one machine.
  max_connections: '300',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Commits still reach the operating system one by one, so a killed server loses nothing; a power cut would.
  ...(durable ? {} : { fsync: 'off', full_page_writes: 'off', max_wal_size: '4GB' }),
});

/** Creates the cluster once; answers the superuser's password, which lies beside the data that it opens. */
const initialise = async (binaries: PostgresBinaries, runAs: RunAs, dataDir: string): Promise<string> => {
  const passwordFile = join(dataDir, 'superuser-password');
  const known = await readFile(passwordFile, 'utf8').catch(() => undefined);
  if (known !== undefined) return known;
  // Without that last file an earlier start was cut off: nothing in there was ever used.
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const password = randomBytes(18).toString('hex');
  const handover = `${dataDir}.password`;
  await writeFile(handover, password, { mode: 0o600 });
  const owner = ownerOf(runAs);
  if (owner !== undefined) await Promise.all([dataDir, handover].map((path) => chown(path, ...owner)));
  try {
    await runProgram(runAs, binaries.initdb, initdbArguments(dataDir, handover), dataDir);
    await writeFile(passwordFile, password, { mode: 0o600 });
  } finally {
    await rm(handover, { force: true });
  }
  return password;
};

const ownerOf = (runAs: RunAs): [uid: number, gid: number] | undefined => {
  if (runAs.uid !== undefined && runAs.gid !== undefined) return [runAs.uid, runAs.gid];
  const number = (flag: string) => runAs.prefix.find((part) => part.startsWith(flag))?.slice(flag.length);
  const [uid, gid] = [number('--reuid='), number('--regid=')];
  return uid === undefined || gid === undefined ? undefined : [Number(uid), Number(gid)];
};

const initdbArguments = (dataDir: string, passwordFile: string): readonly string[] => [
  `--pgdata=${dataDir}`,
  `--username=${superuser}`,
  `--pwfile=${passwordFile}`,
  '--auth=scram-sha-256',
  // The same on every machine, whatever locales it has.
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-sync',
];

/**
 * Backends of a killed postmaster live on for a moment and hold its shared memory; Postgres refuses to start until
 * they are gone.
 */
const startPatiently = async (start: () => Promise<ServerProcess>): Promise<ServerProcess> => {
  for (let triesLeft = 20; ; triesLeft -= 1) {
    try {
      return await start();
    } catch (error) {
      if (triesLeft === 0 || !/shared memory block.*is still in use/s.test(String(error))) throw error;
      await pause(150);
    }
  }
};

const findFreePort = (): Promise<number> =>
  new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolvePort(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
