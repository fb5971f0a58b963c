import { describe, expect, test } from '@jest/globals';
import { ApiError } from '../../../../web/api/api-error.ts';
import { createPatience, patientDelayMs } from '../../../../web/pages/upload/media/staging/patience.ts';

const refused = (status: number, code: string, retryAfterSeconds?: number) =>
  new ApiError({
    kind: 'refused',
    trouble: { status, code, detail: undefined, requestId: undefined, fields: [], retryAfterSeconds },
  });
const unreachable = new ApiError({ kind: 'unreachable' });
const ended = new ApiError({ kind: 'ended' });

const world = () => {
  const log: string[] = [];
  const note = (word: string) => async () => void log.push(word);
  const patiently = createPatience({
    waitOnline: note('online'),
    waitSession: note('session'),
    wait: async (delayMs) => void log.push(`${delayMs}`),
    onWaiting: () => void log.push('waiting'),
  });
  /** Fails with each of these, then answers. */
  const call = (...errors: readonly Error[]) => {
    const left = [...errors];
    return async () => {
      const error = left.shift();
      if (error !== undefined) throw error;
      return 'answer';
    };
  };
  return { log, patiently, call, signal: new AbortController().signal };
};

describe('a patient call', () => {
  test('waits for a session that ended, and goes on with the next', async () => {
    const { log, patiently, call, signal } = world();

    const answer = await patiently(call(ended), signal);

    expect(answer).toBe('answer');
    expect(log).toEqual(['waiting', 'session', 'online']);
  });

  test('waits for a connection as long as it takes, ever longer between attempts', async () => {
    const { log, patiently, call, signal } = world();

    const answer = await patiently(call(...Array<Error>(20).fill(unreachable)), signal);

    const delays = log.filter((word) => /^\d/.test(word));
    expect(answer).toBe('answer');
    expect(delays.slice(0, 6)).toEqual(['1000', '2000', '4000', '8000', '15000', '15000']);
    expect(delays).toHaveLength(20);
  });

  test('waits as long as the API asks for', () => {
    expect(patientDelayMs(1, refused(429, 'rate_limited', 7))).toBe(7_000);
  });

  test('gives up on an API that answers again and again that it cannot', async () => {
    const { log, patiently, call, signal } = world();
    const away = refused(503, 'media_unavailable');

    await expect(patiently(call(...Array<Error>(6).fill(away)), signal)).rejects.toBe(away);

    expect(log.filter((word) => word === 'waiting')).toHaveLength(5);
  });

  test.each([
    refused(404, 'media_not_found'),
    refused(403, 'insufficient_scope'),
    new TypeError('a surprise'),
  ])('does not repeat what is refused for good: %s', async (error) => {
    const { log, patiently, call, signal } = world();

    await expect(patiently(call(error), signal)).rejects.toBe(error);

    expect(log).toEqual([]);
  });

  test('ends when it is called off', async () => {
    const { patiently, call } = world();
    const controller = new AbortController();
    controller.abort(new Error('called off'));

    await expect(patiently(call(unreachable), controller.signal)).rejects.toThrow('called off');
  });
});
