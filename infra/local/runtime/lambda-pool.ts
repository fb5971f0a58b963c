import { randomUUID } from 'node:crypto';
import { type InvocationResult, maxPayloadBytes } from './worker-messages.ts';
import { type Outcome, startWorker, type WorkerProcess, type WorkerSpec } from './worker-process.ts';

export interface PoolOptions extends WorkerSpec {
  readonly timeoutMs: number;
  readonly maxWorkers?: number;
  /** An idle process ends after this long. */
  readonly idleMs?: number;
  readonly onFailure?: (result: Extract<InvocationResult, { ok: false }>) => void;
}

/** The processes of one function: as many as are busy at once, up to a bound; each takes one invocation at a time. */
export interface LambdaPool {
  /** Never rejects: a crash, a timeout and a thrown error are results, as Lambda's callers get them. */
  readonly invoke: (event: unknown) => Promise<InvocationResult>;
  /** New code: idle processes end now, busy ones after their invocation; the next call starts a new one. */
  readonly reload: () => void;
  readonly pids: () => readonly number[];
  readonly close: () => Promise<void>;
}

/** Lambda would start a thousand; a developer's machine has a few processors. Further calls wait their turn. */
const defaultMaxWorkers = 4;
const defaultIdleMs = 5 * 60_000;

interface Slot {
  readonly worker: WorkerProcess;
  readonly generation: number;
  idleTimer: NodeJS.Timeout | undefined;
}

/** Creates the pool of a function; no process is started before the first call. */
export const createLambdaPool = (options: PoolOptions): LambdaPool => {
  const { maxWorkers = defaultMaxWorkers, idleMs = defaultIdleMs } = options;
  const slots = new Set<Slot>();
  const idle: Slot[] = [];
  const waiting: (() => void)[] = [];
  let generation = 0;
  let isClosed = false;

  const discard = async (slot: Slot): Promise<void> => {
    clearTimeout(slot.idleTimer);
    const index = idle.indexOf(slot);
    if (index >= 0) idle.splice(index, 1);
    slots.delete(slot);
    await slot.worker.kill();
  };

  /** The process that was used last, while it lives; else a new one, or the next that is free. None when closed. */
  const acquire = async (): Promise<Slot | undefined> => {
    while (!isClosed) {
      const slot = idle.pop();
      if (slot !== undefined) {
        clearTimeout(slot.idleTimer);
        if (slot.worker.isAlive()) return slot;
        slots.delete(slot);
        continue;
      }
      if (slots.size < maxWorkers) {
        const fresh: Slot = { worker: startWorker(options), generation, idleTimer: undefined };
        slots.add(fresh);
        return fresh;
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    return undefined;
  };

  const release = (slot: Slot): void => {
    const isUsable = slot.worker.isAlive() && slot.generation === generation && !isClosed;
    if (isUsable) {
      slot.idleTimer = setTimeout(() => void discard(slot), idleMs);
      slot.idleTimer.unref();
      idle.push(slot);
    } else void discard(slot);
    waiting.shift()?.();
  };

  const run = async (requestId: string, event: string): Promise<Outcome> => {
    const slot = await acquire();
    if (slot === undefined) return stopping;
    try {
      return await slot.worker.invoke({ requestId, event, deadlineAtMs: Date.now() + options.timeoutMs });
    } finally {
      release(slot);
    }
  };

  const invoke = async (event: unknown): Promise<InvocationResult> => {
    const requestId = randomUUID();
    const text = JSON.stringify(event);
    const outcome = isClosed
      ? stopping
      : Buffer.byteLength(text) > maxPayloadBytes
        ? failed('RequestEntityTooLargeException', `Request must be smaller than ${maxPayloadBytes} bytes.`)
        : limitResult(await run(requestId, text));
    const result: InvocationResult = outcome.ok
      ? { ok: true, payload: JSON.parse(outcome.result), requestId }
      : { ok: false, error: outcome.error, requestId };
    if (!result.ok && !isClosed) options.onFailure?.(result);
    return result;
  };

  return {
    invoke,
    reload: () => {
      generation += 1;
      for (const slot of [...idle]) void discard(slot);
    },
    pids: () => [...slots].map(({ worker }) => worker.pid),
    close: async () => {
      isClosed = true;
      for (const wake of waiting.splice(0)) wake();
      await Promise.all([...slots].map(discard));
    },
  };
};

const failed = (errorType: string, errorMessage: string): Outcome => ({
  ok: false,
  error: { errorType, errorMessage },
});

const stopping = failed('ServiceException', 'The stack is stopping.');

const limitResult = (outcome: Outcome): Outcome =>
  outcome.ok && Buffer.byteLength(outcome.result) > maxPayloadBytes
    ? failed(
        'Function.ResponseSizeTooLarge',
        `Response payload size exceeded maximum allowed payload size (${maxPayloadBytes} bytes).`,
      )
    : outcome;
