import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildResult, buildAll, repositoryRoot } from '../../build.ts';

export interface SynthOptions {
  /** Where bundles and site lie. */
  readonly buildDir: string;
  /** Where the assembly goes. */
  readonly assemblyDir: string;
  /** The address of site and API as browsers and TikTok see it. */
  readonly publicUrl: string;
  /** Where a browser reaches the stand-ins of AWS. */
  readonly awsUrl: string;
  /** Opens the addresses of staged photos; PEM. */
  readonly mediaPublicKey: string;
  /** Without it the functions talk to TikTok itself. */
  readonly simulatorUrl?: string;
  /** Further settings, as `-c name=value` takes them. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Bundles the functions and the site. Throws esbuild's own words when the code does not compile. */
export const build = (buildDir: string): Promise<BuildResult> => buildAll({ outDir: buildDir });

/**
 * Synthesises the `local` stage from what was just built, never beside the build, which would be read half-written.
 * In a process of its own, so that this one can start the rest meanwhile. Throws with what the app wrote when it fails.
 */
export const synthesise = async (options: SynthOptions): Promise<void> => {
  const { assemblyDir } = options;
  await rm(assemblyDir, { recursive: true, force: true });
  const context = {
    ...options.settings,
    stage: 'local',
    skipBuild: 'true',
    buildDir: options.buildDir,
    localUrl: options.publicUrl,
    localAwsUrl: options.awsUrl,
    mediaPublicKey: options.mediaPublicKey,
    ...(options.simulatorUrl === undefined ? {} : { simulatorUrl: options.simulatorUrl }),
  };
  const child = spawn(process.execPath, [join(repositoryRoot, 'infra', 'app.ts')], {
    cwd: repositoryRoot,
    env: {
      PATH: process.env['PATH'],
      CDK_OUTDIR: assemblyDir,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      // CDK's own check of the templates is half of the time that this takes, and AWS never sees these.
      CDK_VALIDATION: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`The synthesis of the local stage failed:\n${output.trim()}`);
};
