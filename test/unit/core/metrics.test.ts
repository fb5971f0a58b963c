import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

/** Runs a few counts in a process of their own and returns the lines of its log. */
const linesOf = (counting: string): string[] => {
  const script = `import { createCount } from './shared/core/metrics.ts'; const count = createCount(); ${counting}`;
  const output = execFileSync('node', ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], POWERTOOLS_METRICS_NAMESPACE: 'CreatorConnect' },
  });
  return output.split('\n').filter((line) => line !== '');
};

test('counting writes one line of embedded metrics for what happened, and nothing for zeroes', () => {
  const lines = linesOf('count({ EventsTaken: 99, EventsFailed: 0 }); count({ EventsTaken: 0 });');

  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { EventsTaken: 99, _aws: { CloudWatchMetrics: [{ Namespace: 'CreatorConnect' }] } },
  ]);
  expect(lines.join()).not.toContain('EventsFailed');
});
