import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import type { GrantedCreator } from '../../../infra/local/tiktok-simulator/bulk-grants.ts';
import type { FaultRule } from '../../../infra/local/tiktok-simulator/fault-book.ts';

export interface SimulatorProcess {
  readonly url: string;
  readonly clientKey: string;
  readonly clientSecret: string;
  grantCreators(count: number, prefix: string): Promise<GrantedCreator[]>;
  /** From now on every token call takes this long, and nothing else strikes. */
  delayTokenCalls(delayMs: number): Promise<void>;
  /** How often each creator's refresh token was sent, by open id. */
  countRefreshCalls(): Promise<Map<string, number>>;
  stop(): Promise<void>;
}

const app = { clientKey: 'benchclientkey1234', clientSecret: 'benchClientSecret0123456789abcdef' } as const;

const grants = z.array(
  z.object({
    username: z.string(),
    openId: z.string(),
    tokens: z.object({
      access_token: z.string(),
      expires_in: z.number(),
      open_id: z.string(),
      refresh_expires_in: z.number(),
      refresh_token: z.string(),
      scope: z.string(),
      token_type: z.literal('Bearer'),
    }),
  }),
);

const tokenCalls = z.object({
  creators: z.array(z.object({ openId: z.string(), refreshCalls: z.number() })),
});

/** The simulated TikTok in a process of its own: what it costs is the peer's, not ours. */
export const startSimulatorProcess = async (): Promise<SimulatorProcess> => {
  const child = fork('infra/local/tiktok-simulator/main.ts', {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      ...process.env,
      SIMULATOR_PORT: '0',
      SIMULATOR_CLIENT_KEY: app.clientKey,
      SIMULATOR_CLIENT_SECRET: app.clientSecret,
    },
  });
  const ended = once(child, 'exit');
  const { stdout } = child;
  if (stdout === null) throw new Error('The simulator has no output.');
  const lines = createInterface({ input: stdout });
  const url = await Promise.race([
    once(lines, 'line').then(([line]) => /http:\/\/127\.0\.0\.1:\d+/.exec(String(line))?.[0]),
    ended.then(() => undefined),
  ]);
  if (url === undefined) throw new Error('The simulator did not start.');

  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${url}/_simulator/api${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`The simulator answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  return {
    url,
    ...app,
    grantCreators: async (count, prefix) => grants.parse(await ask('POST', '/grants', { count, prefix })),
    delayTokenCalls: async (delayMs) => {
      await ask('DELETE', '/faults');
      const rule: FaultRule = {
        match: { path: '/v2/oauth/token/' },
        times: null,
        action: { kind: 'delay', delayMs },
      };
      await ask('POST', '/faults', rule);
    },
    countRefreshCalls: async () => {
      const { creators } = tokenCalls.parse(await ask('GET', '/token-calls'));
      return new Map(creators.map(({ openId, refreshCalls }) => [openId, refreshCalls]));
    },
    stop: async () => {
      lines.close();
      child.disconnect();
      await ended;
    },
  };
};
