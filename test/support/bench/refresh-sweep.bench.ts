import type { Sql } from '../../../shared/database/client.ts';
import type { Platform } from '../../../shared/platforms/platform.ts';
import { sweepTokens } from '../../../shared/tokens/sweep.ts';
import { renderFigure } from './figures.ts';
import { startTokenDeployment, type TokenDeployment } from './token-deployment.ts';

const accounts = 10_000;
const tenants = 50;
const latencyMs = 100;
/** As the product sets them: the sweep's default, and the connections of functions/schedule/refresh-tokens.ts. */
const parallel = 20;
const connections = 4;
const withinMs = 600_000;

/** One opens the refresh token, two seal the new pair. */
const tokenOperationsPerRefresh = 3;

interface Work {
  readonly statements: number;
  readonly commits: number;
  readonly flushes: number;
}

/**
 * What the server has done so far. Sessions tell it at their end, so those of interest must be over. A `begin` or `commit`
 * that was prepared is not among the statements that it counts.
 */
const readWork = async (superuser: Sql): Promise<Work> => {
  const [row] = await superuser<Work[]>`
    select
      (select coalesce(sum(calls), 0)::integer from pg_stat_statements as s join pg_roles as r on r.oid = s.userid
       where r.rolname = 'worker') as statements,
      (select xact_commit::integer from pg_stat_database where datname = current_database()) as commits,
      (select coalesce(sum(fsyncs), 0)::integer from pg_stat_io where object = 'wal') as flushes`;
  if (row === undefined) throw new Error('The server says nothing of its work.');
  return row;
};

const warmUp = async (deployment: TokenDeployment): Promise<void> => {
  await deployment.connectExpired(100, 1);
  const sql = deployment.postgres.open('worker', connections);
  await sweepTokens(deployment.worker(sql), new Date(Date.now() + withinMs * 100));
  await sql.end();
};

/** The same platform, and how long its calls took as the sweep saw them: longer than at TikTok when the machine is busy. */
const timeRefreshes = (platform: Platform) => {
  let totalMs = 0;
  const refresh: Platform['refresh'] = async (token) => {
    const asked = performance.now();
    try {
      return await platform.refresh(token);
    } finally {
      totalMs += performance.now() - asked;
    }
  };
  return { platform: { ...platform, refresh }, readTotalMs: () => totalMs };
};

const sweepOnce = async (deployment: TokenDeployment) => {
  const { superuser } = deployment.postgres;
  const before = { work: await readWork(superuser), kmsCalls: deployment.countKmsCalls() };
  const sql = deployment.postgres.open('worker', connections);
  const worker = deployment.worker(sql);
  const timed = timeRefreshes(worker.platform);
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const until = new Date(worker.clock().getTime() + withinMs);
  const counts = await sweepTokens({ ...worker, platform: timed.platform, parallel }, until);
  const tookMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpuBefore);
  await sql.end();
  const after = await readWork(superuser);
  return {
    counts,
    tookMs,
    callMs: timed.readTotalMs() / accounts,
    cpuMs: (user + system) / 1000,
    kmsCalls: deployment.countKmsCalls() - before.kmsCalls,
    statements: after.statements - before.work.statements,
    commits: after.commits - before.work.commits,
    flushes: after.flushes - before.work.flushes,
  };
};

/** A sweep of 10,000 due accounts at 100 ms a call, twenty at a time, over the connections that the schedule has. */
export const run = async (): Promise<string[]> => {
  const deployment = await startTokenDeployment();
  try {
    await warmUp(deployment);
    const due = await deployment.connectExpired(accounts, tenants);
    await deployment.simulator.delayTokenCalls(latencyMs);
    const swept = await sweepOnce(deployment);
    const calls = await deployment.simulator.countRefreshCalls();
    const { refreshed } = swept.counts;
    if (refreshed !== accounts) throw new Error(`Not all were refreshed: ${JSON.stringify(swept.counts)}`);

    const idealMs = (accounts * latencyMs) / parallel;
    const per = (count: number): string => (count / accounts).toFixed(2);
    return [
      `${accounts} refreshes in ${(swept.tookMs / 1000).toFixed(1)} s; the calls alone take ${(idealMs / 1000).toFixed(1)} s, at ${swept.callMs.toFixed(1)} ms instead of ${latencyMs} as they were answered here`,
      `each: ${per(swept.commits)} commits, ${per(swept.statements)} statements besides, ${per(swept.flushes)} flushes of the log, ${per(swept.cpuMs)} ms of this process's CPU`,
      renderFigure({
        what: 'sweep of 10,000 accounts, (N × latency ÷ workers) ÷ time',
        measured: idealMs / swept.tookMs,
        reach: 0.8,
        atLeast: true,
      }),
      renderFigure({
        what: 'accounts refreshed twice, or not',
        measured: due.filter(({ openId }) => calls.get(openId) !== 1).length,
        reach: 0,
        atLeast: false,
      }),
      renderFigure({
        what: 'KMS calls per token operation, 50 tenants',
        measured: swept.kmsCalls / (accounts * tokenOperationsPerRefresh),
        reach: 0.01,
        atLeast: false,
      }),
    ];
  } finally {
    await deployment.stop();
  }
};
