import { describe, expect, test } from '@jest/globals';
import { createRestarts } from '../../../infra/local/postgres/restarts.ts';

const open = (restart: () => Promise<void> = async () => {}) => {
  const lines: string[] = [];
  const clock = { nowMs: 0 };
  let restarts = 0;
  const noticeEnd = createRestarts({
    restart: () => {
      restarts += 1;
      return restart();
    },
    log: (line) => lines.push(line),
    nowMs: () => clock.nowMs,
  });
  return { noticeEnd, lines, clock, restarts: () => restarts };
};

describe('a Postgres that ends by itself', () => {
  test('is restarted three times within a minute; the fourth time the developer is told what to do', async () => {
    const { noticeEnd, lines, restarts } = open();

    for (let ends = 0; ends < 4; ends += 1) await noticeEnd('signal SIGKILL');

    expect(restarts()).toBe(3);
    expect(lines.slice(0, 3)).toEqual(
      Array(3).fill('Postgres ended unexpectedly (signal SIGKILL) and is being restarted.'),
    );
    expect(lines.slice(3)).toEqual([expect.stringContaining('stays down: stop with Ctrl-C and start again')]);
  });

  test('is restarted again once the minute has passed', async () => {
    const { noticeEnd, clock, restarts } = open();

    for (clock.nowMs of [0, 1, 2, 60_000]) await noticeEnd('exit code 1');

    expect(restarts()).toBe(4);
  });

  test('and cannot be restarted is told with the reason', async () => {
    const { noticeEnd, lines } = open(() => Promise.reject(new Error('the disk is full')));

    await noticeEnd('exit code 1');

    expect(lines[1]).toMatch(/could not be restarted: stop with Ctrl-C .* the disk is full/);
  });
});
