import type { Sql } from './client.ts';

/**
 * One connection, on which transactions run one after another, and which is thrown away once it was lost. postgres.js's
 * own `begin` and `reserve` (3.4.9) go on to write to a lost connection, which ends the process with "Cannot read
 * properties of null (reading 'write')"; a statement sent between a connection's error and its end is never answered; and
 * what was left of one connection can stall or fail the next one of the same client. So a lane is a client of one
 * connection with plain statements, and whoever waits for one of them waits for the loss as well.
 */
export interface Lane {
  readonly sql: Sql;
  isLost(): boolean;
  /** Never to be used again. */
  giveUp(): void;
  /**
   * The answer, or an error with the code CONNECTION_CLOSED when the connection was or is lost before it comes, or
   * STATEMENT_DEADLINE when it does not come in time: a frozen server keeps no deadline of its own.
   */
  answered<T>(answer: () => PromiseLike<T>): Promise<T>;
}

/** Opens a client of one connection that calls `onLoss` when it loses it. */
export type OpenClient = (onLoss: () => void) => Sql;

interface Lanes {
  /** Waits for a free lane no longer than for an answer. */
  take(): Promise<Lane>;
  giveBack(lane: Lane): void;
}

const lanesOf = new WeakMap<Sql, Lanes>();

const connectionLost = (): Error =>
  Object.assign(new Error('The connection to the database was lost.'), { code: 'CONNECTION_CLOSED' });

const tooLate = (): Error =>
  Object.assign(new Error('The database did not answer in time.'), { code: 'STATEMENT_DEADLINE' });

const openLane = (openClient: OpenClient, deadlineMs: number): Lane => {
  const loss = Promise.withResolvers<never>();
  // Lost while nobody waits, it is no unhandled rejection.
  loss.promise.catch(() => {});
  let lost = false;
  const sql = openClient(() => {
    lost = true;
    // The driver's own error, which says more, comes first where there is one.
    setImmediate(() => loss.reject(connectionLost()));
  });
  return {
    sql,
    isLost: () => lost,
    giveUp: () => {
      lost = true;
    },
    answered: async (answer) => {
      if (lost) throw connectionLost();
      if (deadlineMs === 0) return Promise.race([answer(), loss.promise]);
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => {
        // Whatever still comes on this connection belongs to nobody.
        lost = true;
        late.reject(tooLate());
      }, deadlineMs);
      return Promise.race([answer(), loss.promise, late.promise]).finally(() => clearTimeout(timer));
    },
  };
};

export interface LaneLimits {
  readonly max: number;
  /** How long an answer may take; 0 for ever. */
  readonly deadlineMs: number;
}

/** Gives `sql` at most `max` lanes, opened when needed and ended with it. */
export const provideLanes = (sql: Sql, { max, deadlineMs }: LaneLimits, openClient: OpenClient): void => {
  const all = new Set<Lane>();
  const free: Lane[] = [];
  const waiting: ((lane: Lane) => void)[] = [];
  const open = (): Lane => {
    const lane = openLane(openClient, deadlineMs);
    all.add(lane);
    return lane;
  };
  const throwAway = (lane: Lane): void => {
    all.delete(lane);
    lane.sql.end({ timeout: 0 }).catch(() => {});
  };
  const takeFree = (): Lane | undefined => {
    for (let lane = free.pop(); lane !== undefined; lane = free.pop()) {
      if (!lane.isLost()) return lane;
      throwAway(lane);
    }
    return all.size < max ? open() : undefined;
  };
  const waitForFree = (): Promise<Lane> => {
    const { promise, resolve, reject } = Promise.withResolvers<Lane>();
    waiting.push(resolve);
    if (deadlineMs === 0) return promise;
    const timer = setTimeout(() => {
      const place = waiting.indexOf(resolve);
      if (place >= 0) waiting.splice(place, 1);
      reject(tooLate());
    }, deadlineMs);
    return promise.finally(() => clearTimeout(timer));
  };
  lanesOf.set(sql, {
    take: async () => takeFree() ?? waitForFree(),
    giveBack: (lane) => {
      free.push(lane);
      const next = waiting.shift();
      const taken = next === undefined ? undefined : takeFree();
      if (taken !== undefined) next?.(taken);
    },
  });
  const endPlain = sql.end;
  sql.end = async (options) => {
    await Promise.all([endPlain(options), ...[...all].map((lane) => lane.sql.end(options))]);
  };
};

const opened = new WeakSet<Lane>();

/** Connects first, if need be: statements sent together to a connection that fails to open would each try it again. */
const openConnection = async (lane: Lane): Promise<void> => {
  if (opened.has(lane)) return;
  try {
    await lane.answered(() => lane.sql`select 1`);
  } catch (error) {
    // Its end may not be known yet, and the next to take it would meet that.
    lane.giveUp();
    throw error;
  }
  opened.add(lane);
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
