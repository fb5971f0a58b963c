import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Invocation, LambdaError, WorkerMessage } from './worker-messages.ts';

export interface WorkerSpec {
  readonly folder: string;
  readonly handler: string;
  readonly functionArn: string;
  /** All that the function sees of its surroundings. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onOutput: (chunk: Buffer) => void;
}

/** One process of a function: one execution environment, in Lambda's words. */
export interface WorkerProcess {
  readonly pid: number;
  readonly isAlive: () => boolean;
  /** Never rejects. Ends the process when the deadline passes, as Lambda does. */
  readonly invoke: (invocation: Invocation) => Promise<Outcome>;
  readonly kill: () => Promise<void>;
}

export type Outcome =
  | { readonly ok: true; readonly result: string }
  | { readonly ok: false; readonly error: LambdaError };

const workerFile = join(import.meta.dirname, 'worker.ts');

/** Starts a process. It takes an invocation at once and answers it when the bundle is loaded: a cold start. */
export const startWorker = (spec: WorkerSpec): WorkerProcess => {
  const child = fork(workerFile, [spec.folder, spec.handler, spec.functionArn], {
    // Nothing of the developer's environment but where programs lie.
    env: { PATH: process.env['PATH'] ?? '', TZ: ':UTC', ...spec.environment },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stdout?.on('data', spec.onOutput);
  child.stderr?.on('data', spec.onOutput);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = untilReady(child);
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  return {
    pid: child.pid ?? 0,
    isAlive: () => child.exitCode === null && child.signalCode === null && child.connected,
    kill,
    invoke: async (invocation) => {
      const timeout = timeoutOf(invocation);
      const failure = await Promise.race([ready, timeout.passed]);
      const outcome = failure ?? (await Promise.race([ask(child, invocation), timeout.passed]));
      timeout.cancel();
      if (failure !== undefined || (!outcome.ok && outcome.error.errorType === timedOut)) await kill();
      return outcome;
    },
  };
};

/** Resolves with nothing when the bundle is loaded, and with what went wrong when it cannot be. */
const untilReady = (child: ChildProcess): Promise<Outcome | undefined> =>
  new Promise((resolve) => {
    child.once('message', (message: WorkerMessage) =>
      resolve(message.kind === 'init-failed' ? { ok: false, error: message.error } : undefined),
    );
    child.once('error', (error) =>
      resolve({ ok: false, error: { errorType: 'Runtime.InitError', errorMessage: error.message } }),
    );
    child.once('exit', (code, signal) => resolve({ ok: false, error: exitError(code, signal) }));
  });

const exitError = (code: number | null, signal: string | null, requestId?: string): LambdaError => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `${requestId === undefined ? '' : `RequestId: ${requestId} Error: `}Runtime exited with ${
    signal === null ? (code === 0 ? 'no error' : `error: exit status ${code}`) : `error: signal: ${signal}`
  }`,
});

/** Sends one invocation and waits for its answer, or for the end of the process. */
const ask = (child: ChildProcess, invocation: Invocation): Promise<Outcome> =>
  new Promise((resolve) => {
    const settle = (outcome: Outcome): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(outcome);
    };
    const onMessage = (message: WorkerMessage): void => {
      if (message.kind === 'result' && message.requestId === invocation.requestId)
        settle({ ok: true, result: message.result });
      if (message.kind === 'error' && message.requestId === invocation.requestId)
        settle({ ok: false, error: message.error });
    };
    const onExit = (code: number | null, signal: string | null): void =>
      settle({ ok: false, error: exitError(code, signal, invocation.requestId) });
    child.on('message', onMessage);
    child.once('exit', onExit);
    if (child.exitCode !== null || child.signalCode !== null) return onExit(child.exitCode, child.signalCode);
    // A channel that broke belongs to a process that is ending; its exit, which says how, is what is told.
    child.send(invocation, (error) => {
      if (error !== null) child.kill('SIGKILL');
    });
  });

const timedOut = 'Sandbox.Timedout';

const timeoutOf = ({ requestId, deadlineAtMs }: Invocation) => {
  const startedAt = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<Outcome>((resolve) => {
    timer = setTimeout(
      () => {
        const seconds = ((deadlineAtMs - startedAt) / 1000).toFixed(2);
        const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
        resolve({ ok: false, error: { errorType: timedOut, errorMessage } });
      },
      Math.max(0, deadlineAtMs - startedAt),
    );
  });
  return { passed, cancel: () => clearTimeout(timer) };
};
