import type { SweepDependencies } from '../../../shared/tokens/sweep.ts';
import { withAccessToken } from '../../../shared/tokens/with-access-token.ts';
import { median, renderFigure } from './figures.ts';
import { type DueAccount, startTokenDeployment, type TokenDeployment } from './token-deployment.ts';

const callers = 50;
const rounds = 9;
const latenciesMs = [100, 500] as const;

interface Round {
  readonly tookMs: number;
  readonly calls: number;
  readonly tokens: number;
}

/** Every caller at once: until the last of them has its token. */
const raceFor = async (workers: readonly SweepDependencies[], account: DueAccount) => {
  const name = { tenant: account.tenant, accountId: account.id };
  const started = performance.now();
  const tokens = await Promise.all(
    workers.map((worker) => withAccessToken(worker, name, async (token) => token.reveal())),
  );
  return { tookMs: performance.now() - started, tokens: new Set(tokens).size };
};

/** Rounds with an expired account each; the callers are the same, as warm functions are. */
const race = async (
  deployment: TokenDeployment,
  workers: readonly SweepDependencies[],
  latencyMs: number,
): Promise<Round[]> => {
  const accounts = await deployment.connectExpired(rounds, 1);
  await deployment.simulator.delayTokenCalls(latencyMs);
  const raced: (Omit<Round, 'calls'> & { openId: string })[] = [];
  for (const account of accounts) {
    raced.push({ ...(await raceFor(workers, account)), openId: account.openId });
  }
  const calls = await deployment.simulator.countRefreshCalls();
  return raced.map(({ openId, ...round }) => ({ ...round, calls: calls.get(openId) ?? 0 }));
};

const describeRounds = (latencyMs: number, raced: readonly Round[]): string[] => {
  const times = raced.map(({ tookMs }) => tookMs);
  return [
    `a call of ${latencyMs} ms: all served in ${median(times).toFixed(0)} ms, at the worst in ${Math.max(...times).toFixed(0)} ms`,
    renderFigure({
      what: `50 callers, one expired account, × its call of ${latencyMs} ms`,
      measured: median(times) / latencyMs,
      reach: 2,
      atLeast: false,
    }),
    renderFigure({
      what: `rounds of ${rounds} with exactly one token call, and one token`,
      measured: raced.filter(({ calls, tokens }) => calls === 1 && tokens === 1).length,
      reach: rounds,
      atLeast: true,
    }),
  ];
};

/** Fifty workers, each with a connection and keys of its own, want the token of one account that has ended. */
export const run = async (): Promise<string[]> => {
  const deployment = await startTokenDeployment();
  try {
    const workers = Array.from({ length: callers }, () =>
      deployment.worker(deployment.postgres.open('app', 1)),
    );
    const [first] = await deployment.connectExpired(1, 1);
    if (first === undefined) throw new Error('There is no account.');
    const cold = await raceFor(workers, first);
    const lines = [
      `first of all, with ${callers} connections to open and keys to unwrap: ${cold.tookMs.toFixed(0)} ms`,
    ];
    for (const latencyMs of latenciesMs) {
      lines.push(...describeRounds(latencyMs, await race(deployment, workers, latencyMs)));
    }
    return lines;
  } finally {
    await deployment.stop();
  }
};
