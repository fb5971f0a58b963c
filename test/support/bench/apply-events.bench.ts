import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as openSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import postgres from 'postgres';
import { startPostgres } from '../../../infra/local/postgres.ts';
import { connect, type Sql } from '../../../shared/database/client.ts';
import { createEventStore } from '../../../shared/database/events.ts';
import { migrate, readMigrations } from '../../../shared/database/migrate.ts';
import { applyEvents } from '../../../shared/events/apply-events.ts';
import type { Delivery } from '../../../shared/events/read-delivery.ts';
import { readEvent, readStoredEvent } from '../../../shared/platforms/tiktok/event.ts';
import { loginTo, master, passwords } from '../database.ts';
import { clientKey, epoch, writeEvent, writeRemoval } from '../tiktok-events.ts';
import { median, renderFigure, speedOver } from './figures.ts';

const batches = [
  { size: 10, rounds: 81, reach: 0.25 },
  { size: 100, rounds: 41, reach: 0.5 },
  { size: 1000, rounds: 21, reach: 0.6 },
] as const;

let sequence = 0;

/** Eight posts, one ping and one removal in ten events, each of them new. */
const writeFresh = (): Buffer => {
  sequence += 1;
  const createTime = epoch + sequence;
  if (sequence % 10 === 0) return writeRemoval(`-000SimOpenId${sequence}`, createTime);
  if (sequence % 10 === 1) return writeEvent({ event: 'tiktok.ping', createTime, content: '{}' });
  return writeEvent({
    event: 'post.publish.publicly_available',
    openId: `-000SimOpenIdAbCdEfGhIjKlM${sequence}`,
    createTime,
    content: `{"publish_id":"v_pub_file~v2-1.${7_600_000_000_000_000 + sequence}","publish_type":"DIRECT_PUBLISH","post_id":"7600000000000000456"}`,
  });
};

const writeDeliveries = (size: number): Delivery[] =>
  Array.from({ length: size }, () => ({
    messageId: randomUUID(),
    body: writeFresh(),
    clientKey,
    receivedAt: new Date(epoch * 1000),
  }));

const silent = { info: () => {}, warn: () => {}, error: () => {} };

const applyOurs = (worker: Sql) => {
  const dependencies = {
    platform: 'tiktok',
    readEvent,
    readStoredEvent,
    clock: () => new Date(),
    events: createEventStore(worker),
    log: silent,
  } as const;
  return async (deliveries: Delivery[]): Promise<void> => {
    const failed = await applyEvents(dependencies, deliveries);
    if (failed.length > 0) throw new Error('An event failed.');
  };
};

const escapeText = (text: string): string => text.replaceAll('\\', '\\\\');

/** The same rows in COPY's text format, made ready before the clock starts: COPY has nothing to read or to decide. */
const writeCopyRows = (deliveries: readonly Delivery[]): string =>
  deliveries
    .map(({ body, receivedAt }) => {
      const event = readEvent(body, clientKey);
      if (!('type' in event)) throw new Error('An event of this bench is unreadable.');
      return [
        `\\\\x${Buffer.from(event.dedupeKey).toString('hex')}`,
        'tiktok',
        event.type,
        event.openId ?? '\\N',
        escapeText(event.publishId ?? '\\N'),
        event.occurredAt.toISOString(),
        receivedAt.toISOString(),
        `\\\\x${Buffer.from(body).toString('hex')}`,
        event.says.kind === 'post_visibility' ? 'parked' : 'ignored',
        'Some detail that is as long as ours.',
      ].join('\t');
    })
    .join('\n')
    .concat('\n');

const copyRows = async (rival: Sql, rows: string): Promise<void> => {
  const target = await rival`
    copy copied_events (dedupe_key, platform, event_type, open_id, publish_id, occurred_at, received_at, body, outcome, detail)
    from stdin`.writable();
  await pipeline(Readable.from([Buffer.from(rows)]), target);
};

const timeMs = async (work: () => Promise<void>): Promise<number> => {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e6;
};

const race = async (worker: Sql, rival: Sql, size: number, rounds: number) => {
  const apply = applyOurs(worker);
  const times = { ours: [] as number[], copy: [] as number[] };
  for (let round = -5; round < rounds; round += 1) {
    const deliveries = writeDeliveries(size);
    const rows = writeCopyRows(writeDeliveries(size));
    const steps = [
      async () => [await timeMs(() => apply(deliveries)), times.ours] as const,
      async () => [await timeMs(() => copyRows(rival, rows)), times.copy] as const,
    ];
    if (round % 2 !== 0) steps.reverse();
    for (const step of steps) {
      const [ms, into] = await step();
      if (round >= 0) into.push(ms);
    }
  }
  return times;
};

/**
 * COPY at its best: postgres.js sends its end in a packet of its own, which Nagle's algorithm would hold back for 40 ms
 * until the server acknowledges the data.
 */
const openRival = (port: number): Sql => {
  const open = async () => {
    const socket = openSocket(port, '127.0.0.1').setNoDelay(true);
    await once(socket, 'connect');
    return socket;
  };
  const options = {
    username: master,
    password: passwords.master,
    database: 'bench',
    max: 1,
    onnotice: () => {},
  };
  return postgres({ ...options, host: '127.0.0.1', port, ...{ socket: open } });
};

const prepare = async (folder: string) => {
  const server = await startPostgres({ port: 0, dataDir: join(folder, 'data'), durable: true });
  const url = new URL(server.superuserUrl);
  const root = { username: url.username, password: url.password, host: '127.0.0.1', port: server.port };
  const superuser = connect({ ...root, dbname: 'postgres' }, { tls: 'off' });
  await superuser.unsafe(`create role ${master} login createrole createdb password '${passwords.master}'`);
  await superuser.unsafe(`create database bench owner ${master}`);
  const owner = connect(loginTo('master', 'bench', server), { tls: 'off' });
  await migrate(owner, await readMigrations('migrations'), [
    { username: 'app', password: passwords.app },
    { username: 'worker', password: passwords.worker },
  ]);
  await owner`create table copied_events (like webhook_events including all)`;
  const rival = openRival(server.port);
  const worker = connect(loginTo('worker', 'bench', server), { tls: 'off' });
  const end = async () => {
    await Promise.all([superuser, owner, rival, worker].map((sql) => sql.end({ timeout: 1 })));
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { rival, worker, end };
};

/** Applying batches of new events, against COPY of the same rows into a table with the same indexes, on one durable server. */
export const run = async (): Promise<string[]> => {
  const { rival, worker, end } = await prepare(await mkdtemp(join(tmpdir(), 'apply-events-bench-')));
  const lines: string[] = [];
  try {
    for (const { size, rounds, reach } of batches) {
      const times = await race(worker, rival, size, rounds);
      lines.push(
        `${size} events: ${median(times.ours).toFixed(2)} ms, COPY ${median(times.copy).toFixed(2)} ms`,
        renderFigure({
          what: `apply ${size} events, × COPY`,
          measured: speedOver(times.copy, times.ours),
          reach,
          atLeast: true,
        }),
      );
    }
    return lines;
  } finally {
    await end();
  }
};
