import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

test('npm test with a pattern that matches no test says so, and fails', () => {
  const root = join(import.meta.dirname, '..', '..', '..');

  const { status, stdout, stderr } = spawnSync(
    'node',
    ['--disable-warning=ExperimentalWarning', join('test', 'support', 'run.ts'), 'test/nope'],
    { cwd: root, encoding: 'utf8' },
  );

  expect(stderr).toBe('No test file matches test/nope.\n');
  expect(stdout.trim()).toBe('0 passed, 1 failed');
  expect(status).toBe(1);
});
