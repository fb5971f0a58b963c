import type { CountedWire } from './round-trip-wire.ts';

/** One operation with what is typical for it, to be counted. */
export interface Scenario {
  readonly operationId: string;
  /** What distinguishes it from others of the same operation; empty for the only one. */
  readonly kind: string;
  /** Makes everything ready, uncounted; answers the work that is counted, which throws when it does not succeed. */
  readonly prepare: () => Promise<() => Promise<void>>;
}

/** Calls over the network to others than the database. */
export interface Calls {
  readonly tiktok: number;
  readonly s3: number;
  readonly sqs: number;
  readonly kms: number;
}

/** Where scenarios take place. */
export interface CountedWorld {
  readonly wire: CountedWire;
  readonly scenarios: readonly Scenario[];
  /** How often others were called here so far. */
  countCalls(): Calls;
  close(): Promise<void>;
}

export interface RoundTrips {
  readonly operationId: string;
  /** The operation's id, and the kind where there are several. */
  readonly name: string;
  readonly roundTrips: number;
  /** Statements with a purpose of their own. */
  readonly statements: number;
  /** Statements around them: begin, commit, and the setting of the tenant. */
  readonly framing: number;
  readonly calls: Calls;
}

/** After these, what functions hold in memory is there. */
const runsBefore = 2;
/** Where much happens at once, connections are used for the first time later. */
const runsMax = 8;

const nameOf = ({ operationId, kind }: Scenario): string =>
  kind === '' ? operationId : `${operationId}, ${kind}`;

const isFraming = (statement: string): boolean =>
  /^\s*(begin|commit|rollback|select set_config\()/i.test(statement);

const callsSince = (before: Calls, after: Calls): Calls => ({
  tiktok: after.tiktok - before.tiktok,
  s3: after.s3 - before.s3,
  sqs: after.sqs - before.sqs,
  kms: after.kms - before.kms,
});

const countOne = async ({ wire, countCalls }: CountedWorld, scenario: Scenario): Promise<RoundTrips> => {
  for (let run = 0; run < runsMax; run += 1) {
    const work = await scenario.prepare();
    const before = countCalls();
    const { roundTrips, statements, isWarm } = await wire.measure(work);
    if (run < runsBefore || !isWarm) continue;
    const framing = statements.filter(isFraming).length;
    return {
      operationId: scenario.operationId,
      name: nameOf(scenario),
      roundTrips,
      statements: statements.length - framing,
      framing,
      calls: callsSince(before, countCalls()),
    };
  }
  throw new Error(`${nameOf(scenario)} was never warm.`);
};

const countWorld = async (world: CountedWorld): Promise<RoundTrips[]> => {
  const counted: RoundTrips[] = [];
  try {
    for (const scenario of world.scenarios) counted.push(await countOne(world, scenario));
    return counted;
  } finally {
    await world.close();
  }
};

/**
 * Opens each world, counts its scenarios on connections that are warm, and closes it. Throws when a scenario does not
 * succeed.
 */
export const countRoundTrips = async (
  ...worlds: readonly (() => Promise<CountedWorld>)[]
): Promise<RoundTrips[]> => {
  const counted: RoundTrips[] = [];
  for (const open of worlds) counted.push(...(await countWorld(await open())));
  return counted;
};
