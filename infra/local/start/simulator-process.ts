import { type ChildProcess, fork } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface SimulatorProcessOptions {
  readonly port: number;
  readonly stateFile: string;
  readonly clientKey: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly webhookUrl: string;
  /** Verified in the portal, each with the loopback address that stands in for it: `media.example=http://127.0.0.1:9000/`. */
  readonly verifiedProperties: readonly string[];
  readonly log: (line: string) => void;
}

export interface SimulatorHandle {
  readonly url: string;
  /** A call of its control API, such as `api('clock')` or `api('switches', 'PATCH', {…})`. Throws unless it is a 2xx. */
  readonly api: (path: string, method?: string, body?: unknown) => Promise<unknown>;
  /** TikTok is down; `start` brings it back with all it knew. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

const program = join(import.meta.dirname, '..', 'tiktok-simulator', 'main.ts');

/** Starts the TikTok simulator as a process of its own, which ends with this one. Rejects with its words if it fails. */
export const startSimulatorProcess = async (options: SimulatorProcessOptions): Promise<SimulatorHandle> => {
  const url = `http://127.0.0.1:${options.port}`;
  await mkdir(dirname(options.stateFile), { recursive: true });
  let child: ChildProcess | undefined = await spawnSimulator(options);
  return {
    url,
    api: (path, method = 'GET', body) => callControl(url, path, method, body),
    start: async () => {
      child ??= await spawnSimulator(options);
    },
    stop: async () => {
      const running = child;
      child = undefined;
      if (running !== undefined) await end(running);
    },
  };
};

const spawnSimulator = (options: SimulatorProcessOptions): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const child = fork(program, [], {
      env: {
        PATH: process.env['PATH'] ?? '',
        TZ: 'UTC',
        SIMULATOR_PORT: String(options.port),
        SIMULATOR_STATE_FILE: options.stateFile,
        SIMULATOR_CLIENT_KEY: options.clientKey,
        SIMULATOR_CLIENT_SECRET: options.clientSecret,
        SIMULATOR_REDIRECT_URIS: options.redirectUri,
        SIMULATOR_WEBHOOK_URL: options.webhookUrl,
        SIMULATOR_VERIFIED_PROPERTIES: options.verifiedProperties.join(','),
      },
      // Its own group: Ctrl-C in the terminal reaches the stack, which then ends it in its turn.
      detached: true,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let output = '';
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
      options.log(chunk.toString());
      if (output.includes('/_simulator')) resolve(child);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(output.trim() || 'The TikTok simulator did not start.')));
  });

const end = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const late = setTimeout(() => child.kill('SIGKILL'), 1500);
    child.once('exit', () => {
      clearTimeout(late);
      resolve();
    });
    child.kill('SIGTERM');
  });

const callControl = async (url: string, path: string, method: string, body: unknown): Promise<unknown> => {
  const response = await fetch(`${url}/_simulator/api/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The simulator answered ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
};
