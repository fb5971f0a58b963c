import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { createCount } from '../../../shared/core/metrics.ts';

/** Runs a few counts in a process of their own, with the variables of a function, and returns the lines of its log. */
const linesOf = (counting: string, stage = 'starter'): unknown[] => {
  const script = `import { createCount } from './shared/core/metrics.ts'; const count = createCount(process.env); ${counting}`;
  const output = execFileSync('node', ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      STAGE: stage,
      POWERTOOLS_SERVICE_NAME: 'creator-connect',
      POWERTOOLS_METRICS_NAMESPACE: 'CreatorConnect',
    },
  });
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
};

test('counting writes one line of embedded metrics for what happened, and nothing for zeroes', () => {
  const lines = linesOf('count({ EventsTaken: 99, EventsFailed: 0 }); count({ EventsTaken: 0 });');

  expect(lines).toMatchObject([
    { EventsTaken: 99, _aws: { CloudWatchMetrics: [{ Namespace: 'CreatorConnect' }] } },
  ]);
  expect(JSON.stringify(lines)).not.toContain('EventsFailed');
});

test('every line carries the stage as a dimension, so that two stages of one account never mix', () => {
  const lines = ['starter', 'production'].flatMap((stage) =>
    linesOf('count({ TokensRefreshed: 1 }); count({ TokensRefreshed: 2 });', stage),
  );

  expect(lines).toMatchObject(
    ['starter', 'starter', 'production', 'production'].map((stage) => ({
      stage,
      service: 'creator-connect',
      _aws: { CloudWatchMetrics: [{ Dimensions: [['service', 'stage']] }] },
    })),
  );
});

test('a function without a stage does not start to count', () => {
  expect(() => createCount({})).toThrow(/STAGE/);
});
