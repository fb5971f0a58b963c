import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stop as stopBundler } from 'esbuild';
import { type BuildResult, buildFunctions, repositoryRoot } from '../../build.ts';
import type { Stack } from '../stack.ts';
import { type ChangePlan, planChange } from './code-change.ts';
import { watchFolders } from './watch-folders.ts';

export interface WatchOptions {
  readonly stack: Stack;
  readonly built: BuildResult;
  readonly buildDir: string;
  readonly say: (line: string) => void;
}

/** esbuild's process keeps hundreds of megabytes for the next build; when none comes, it ends until one does. */
const bundlerIdleMs = 60_000;

const watched = ['functions', 'shared', 'web', 'migrations', 'infra'];

/**
 * Takes up changed code while the stack runs: bundles what a change reaches and lets the functions concerned start
 * anew at their next call; a call under way ends on the old code. Code that does not compile is reported, and the old
 * one keeps running.
 */
export const watchCode = ({ stack, built, buildDir, say }: WatchOptions): { readonly close: () => void } => {
  const inputsOf = new Map(built.functions.map(({ operationId, inputs }) => [operationId, inputs]));
  let failed: readonly string[] = [];
  let work = Promise.resolve();
  let idle = setTimeout(stopBundler, bundlerIdleMs);

  const rebuild = async ({ functions }: ChangePlan): Promise<void> => {
    if (functions.length === 0) return;
    const startedAt = performance.now();
    try {
      const result = await buildFunctions({ only: functions, outDir: buildDir });
      for (const { operationId, inputs } of result.functions) inputsOf.set(operationId, inputs);
      const changed = result.functions.filter((each) => each.changed).map(({ operationId }) => operationId);
      failed = failed.filter((operationId) => !functions.includes(operationId));
      stack.reload(changed);
      if (changed.length > 0)
        say(`reloaded ${nameSome(changed)} in ${Math.round(performance.now() - startedAt)} ms`);
    } catch (error) {
      failed = [...new Set([...failed, ...functions])];
      say(`did not build, the old code keeps running:\n${describe(error)}`);
    }
  };

  const rebuildSite = async ({ site }: ChangePlan): Promise<void> => {
    if (!site) return;
    const program = join(import.meta.dirname, 'build-site.ts');
    try {
      await promisify(execFile)(process.execPath, [program, buildDir], { cwd: repositoryRoot });
      say('rebuilt the web site; reload the page');
    } catch (error) {
      say(`the web site did not build, the old one stays:\n${describe(error)}`);
    }
  };

  const take = async (paths: readonly string[]): Promise<void> => {
    const plan = planChange(paths, repositoryRoot, inputsOf, failed);
    await rebuild(plan);
    await rebuildSite(plan);
    if (plan.restart !== undefined) say(`${plan.restart} changed: restart to apply`);
  };

  const { close } = watchFolders(
    watched.map((folder) => join(repositoryRoot, folder)),
    (paths) => {
      work = work
        .then(() => take(paths))
        .catch((error: unknown) => say(describe(error)))
        .finally(() => {
          clearTimeout(idle);
          idle = setTimeout(stopBundler, bundlerIdleMs);
        });
    },
  );
  return {
    close: () => {
      close();
      clearTimeout(idle);
    },
  };
};

const nameSome = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;

/** For a program that failed, what it wrote; the rest of its message repeats the command. */
const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return 'stderr' in error && typeof error.stderr === 'string' && error.stderr !== ''
    ? error.stderr
    : error.message;
};
