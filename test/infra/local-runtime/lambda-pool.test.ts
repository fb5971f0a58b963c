import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createLambdaPool, type LambdaPool } from '../../../infra/local/runtime/lambda-pool.ts';

/** What the event asks for, so that one bundle serves all tests. */
const bundle = `
let calls = 0;
const version = 'VERSION';
export const handler = async (event, context) => {
  calls += 1;
  if (event.exit !== undefined) process.exit(event.exit);
  if (event.hang) return new Promise(() => setInterval(() => {}, 1000));
  if (event.fail) throw new RangeError('no such thing');
  if (event.size) return 'x'.repeat(event.size);
  if (event.waitMs) await new Promise((resolve) => setTimeout(resolve, event.waitMs));
  return { calls, version, pid: process.pid, environment: process.env, leftMs: context.getRemainingTimeInMillis() };
};`;

let folder: string;
const pools: LambdaPool[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lambda-pool-'));
});

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

afterAll(() => rm(folder, { recursive: true }));

const openPool = async (options: { timeoutMs?: number; maxWorkers?: number; code?: string } = {}) => {
  await writeFile(join(folder, 'index.mjs'), options.code ?? bundle);
  const pool = createLambdaPool({
    folder,
    handler: 'index.handler',
    functionArn: 'arn:f',
    environment: { STAGE: 'local' },
    timeoutMs: options.timeoutMs ?? 10_000,
    ...(options.maxWorkers === undefined ? {} : { maxWorkers: options.maxWorkers }),
    onOutput: () => {},
  });
  pools.push(pool);
  return pool;
};

interface Answer {
  readonly calls: number;
  readonly version: string;
  readonly pid: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly leftMs: number;
}

const call = async (pool: LambdaPool, event: unknown = {}): Promise<Answer> => {
  const result = await pool.invoke(event);
  if (!result.ok) throw new Error(result.error.errorMessage);
  return result.payload as Answer;
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a function', () => {
  test('keeps its process from one call to the next, and its time limit is known to it', async () => {
    const pool = await openPool();

    const first = await call(pool);
    const second = await call(pool);

    expect([first.calls, second.calls]).toEqual([1, 2]);
    expect(second.pid).toBe(first.pid);
    expect(second.leftMs).toBeGreaterThan(0);
    expect(second.leftMs).toBeLessThanOrEqual(10_000);
  });

  test('sees nothing of the environment of whoever started the stack', async () => {
    process.env['SECRET_OF_THE_DEVELOPER'] = 'x';
    const pool = await openPool();

    const { environment } = await call(pool);

    expect(Object.keys(environment).sort()).toEqual(['PATH', 'STAGE', 'TZ']);
  });

  test('that throws fails with its error, and its process lives on', async () => {
    const pool = await openPool();

    const result = await pool.invoke({ fail: true });

    expect(result).toMatchObject({
      ok: false,
      error: { errorType: 'RangeError', errorMessage: 'no such thing' },
    });
    expect((await call(pool)).calls).toBe(2);
  });

  test.each([
    ['exits', { exit: 3 }, 'exit status 3'],
    ['is killed', undefined, 'signal: SIGKILL'],
  ])('whose process %s fails as in Lambda, and the next call has a new one', async (_how, event, message) => {
    const pool = await openPool();
    const { pid } = await call(pool);

    const failing = pool.invoke(event ?? { hang: true });
    if (event === undefined) process.kill(pid, 'SIGKILL');
    const result = await failing;

    expect(result).toMatchObject({ ok: false, error: { errorType: 'Runtime.ExitError' } });
    expect(result.ok ? '' : result.error.errorMessage).toContain(message);
    expect((await call(pool)).calls).toBe(1);
  });

  test('that takes too long is ended', async () => {
    const pool = await openPool({ timeoutMs: 1000 });
    const { pid } = await call(pool);

    const result = await pool.invoke({ hang: true });

    expect(result).toMatchObject({ ok: false, error: { errorType: 'Sandbox.Timedout' } });
    expect(result.ok ? '' : result.error.errorMessage).toContain('Task timed out after 1.00 seconds');
    expect(isAlive(pid)).toBe(false);
  });

  test('that cannot be loaded fails with the reason', async () => {
    const pool = await openPool({ code: `throw new TypeError('bad start');` });

    const result = await pool.invoke({});

    expect(result).toMatchObject({ ok: false, error: { errorType: 'TypeError', errorMessage: 'bad start' } });
  });

  test('serves calls at once in several processes, up to its bound, and loses none beyond it', async () => {
    const pool = await openPool({ maxWorkers: 2 });

    const answers = await Promise.all(Array.from({ length: 6 }, () => call(pool, { waitMs: 20 })));

    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(2);
    expect(pool.pids()).toHaveLength(2);
  });

  test.each([
    ['event', { text: 'x'.repeat(6 * 1024 * 1024) }, 'RequestEntityTooLargeException'],
    ['answer', { size: 6 * 1024 * 1024 }, 'Function.ResponseSizeTooLarge'],
  ])('with an %s above 6 MB fails', async (_what, event, errorType) => {
    const pool = await openPool();

    const result = await pool.invoke(event);

    expect(result).toMatchObject({ ok: false, error: { errorType } });
  });

  test('takes up new code at the next call, while a call under way ends on the old', async () => {
    const pool = await openPool();
    await call(pool);
    const underway = call(pool, { waitMs: 200 });
    await writeFile(join(folder, 'index.mjs'), bundle.replace('VERSION', 'new'));

    pool.reload();

    expect((await call(pool)).version).toBe('new');
    expect((await underway).version).toBe('VERSION');
  });

  test('leaves no process behind when its pool closes, not even under a call', async () => {
    const pool = await openPool();
    const { pid } = await call(pool);
    const underway = pool.invoke({ hang: true });

    await pool.close();

    expect(await underway).toMatchObject({ ok: false });
    expect(isAlive(pid)).toBe(false);
    expect(await pool.invoke({})).toMatchObject({ ok: false });
  });
});
