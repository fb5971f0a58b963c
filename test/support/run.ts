import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const usage = `npm test [-- <path or pattern> …]

Without arguments: everything that guards the main branch (format and lint, types, generated files, all tests).
With arguments: only the tests whose path matches, e.g.  npm test -- test/http/disconnect
`;

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const run = (command: string, args: readonly string[]): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });

/** The checks that are no tests, each with the command that mends it. */
const checks = [
  {
    name: 'format and lint',
    command: 'biome',
    args: ['check', '--error-on-warnings', '.'],
    mend: 'npm run format',
  },
  { name: 'types', command: 'tsc', args: ['--noEmit'], mend: undefined },
  {
    name: 'generated files',
    command: 'node',
    args: ['infra/generate.ts', '--check'],
    mend: 'npm run generate',
  },
] as const;

const runChecks = async (): Promise<Counts> => {
  let failed = 0;
  for (const { name, command, args, mend } of checks) {
    const code = await run(command, args);
    console.log(
      `${code === 0 ? '✓' : '✗'} ${name}${code !== 0 && mend !== undefined ? ` (mend with: ${mend})` : ''}`,
    );
    if (code !== 0) failed += 1;
  }
  return { passed: checks.length - failed, failed };
};

interface JestSummary {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly numTotalTests: number;
}

/** A suite that could not run, and a run without tests, are failures too. */
const countTests = (summary: JestSummary, exitCode: number): Counts => {
  const failed = summary.numFailedTests + summary.numRuntimeErrorTestSuites;
  return {
    passed: summary.numPassedTests,
    failed: failed === 0 && (exitCode !== 0 || summary.numTotalTests === 0) ? 1 : failed,
  };
};

const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];

/** Asked beforehand, since a run without tests writes no summary. What jest cannot read is left for the run to say. */
const matchesNothing = (patterns: readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    execFile('node', [...jest, '--listTests', ...patterns], (error, found) =>
      resolve(error === null && found.trim() === ''),
    );
  });

const runTests = async (patterns: readonly string[]): Promise<Counts> => {
  const folder = await mkdtemp(join(tmpdir(), 'creator-connect-test-'));
  const output = join(folder, 'summary.json');
  try {
    if (patterns.length > 0 && (await matchesNothing(patterns))) {
      console.error(`No test file matches ${patterns.join(' ')}.`);
      return { passed: 0, failed: 1 };
    }
    const exitCode = await run('node', [
      ...jest,
      '--reporters=default',
      '--json',
      `--outputFile=${output}`,
      ...patterns,
    ]);
    const summary = JSON.parse(await readFile(output, 'utf8')) as JestSummary;
    return countTests(summary, exitCode);
  } catch (error) {
    console.error('The tests could not be run:', error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const main = async (patterns: readonly string[]): Promise<void> => {
  if (patterns.includes('--help')) {
    console.log(usage);
    return;
  }
  const checked = patterns.length === 0 ? await runChecks() : { passed: 0, failed: 0 };
  const tested = await runTests(patterns);
  const failed = checked.failed + tested.failed;
  console.log(`\n${checked.passed + tested.passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
};

await main(process.argv.slice(2));
