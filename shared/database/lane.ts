import type { Sql } from './client.ts';

/**
 * One connection, on which transactions run one after another. postgres.js's own `begin` and `reserve` (3.4.9) go on to
 * write to a connection that was lost, which ends the process with "Cannot read properties of null (reading 'write')",
 * and a `reserve` that meets an outage can leave a connection to nobody. A client of one connection with plain
 * statements has neither fault, and here it is known when that connection was lost.
 */
export interface Lane {
  readonly sql: Sql;
  /** How many connections were lost so far. Another count than before means: what was begun before is gone. */
  losses(): number;
}

/** Opens a client of one connection that calls `onLoss` whenever it loses it. */
export type OpenClient = (onLoss: () => void) => Sql;

interface Lanes {
  take(): Promise<Lane>;
  giveBack(lane: Lane): void;
}

const lanesOf = new WeakMap<Sql, Lanes>();

const openLane = (openClient: OpenClient): Lane => {
  let losses = 0;
  const sql = openClient(() => {
    losses += 1;
  });
  return { sql, losses: () => losses };
};

/** Gives `sql` at most `max` lanes, opened when needed and ended with it. */
export const provideLanes = (sql: Sql, max: number, openClient: OpenClient): void => {
  const all: Lane[] = [];
  const free: Lane[] = [];
  const waiting: ((lane: Lane) => void)[] = [];
  const open = (): Lane => {
    const lane = openLane(openClient);
    all.push(lane);
    return lane;
  };
  lanesOf.set(sql, {
    take: async () => {
      const lane = free.pop() ?? (all.length < max ? open() : undefined);
      return lane ?? new Promise((resolve) => waiting.push(resolve));
    },
    giveBack: (lane) => {
      const next = waiting.shift();
      if (next === undefined) free.push(lane);
      else next(lane);
    },
  });
  const endPlain = sql.end;
  sql.end = async (options) => {
    await Promise.all([endPlain(options), ...all.map((lane) => lane.sql.end(options))]);
  };
};

const isFromServer = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'severity' in error;

/** The loss count at which a lane last answered: while it is the same, the connection is there. */
const openSince = new WeakMap<Lane, number>();

/**
 * Connects first, if need be: of statements sent together to a connection that fails to open, each would try to open it
 * again, and run there alone. Once more after an error of the server's: postgres.js gives the last words of a connection
 * that was shut down to the first statement on the next one.
 */
const openConnection = async (lane: Lane): Promise<void> => {
  if (openSince.get(lane) === lane.losses()) return;
  const ask = async () => void (await lane.sql`select 1`);
  await ask().catch((error: unknown) => (isFromServer(error) ? ask() : Promise.reject(error)));
  openSince.set(lane, lane.losses());
};

/** Runs `work` with a connected lane of its own, waiting for one to be free. Throws the driver's error for an outage. */
export const useLane = async <T>(sql: Sql, work: (lane: Lane) => Promise<T>): Promise<T> => {
  const lanes = lanesOf.get(sql);
  if (lanes === undefined) throw new Error('Only a client that `connect` made has lanes for transactions.');
  const lane = await lanes.take();
  try {
    await openConnection(lane);
    return await work(lane);
  } finally {
    lanes.giveBack(lane);
  }
};
