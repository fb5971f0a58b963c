import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAll } from '../../infra/build.ts';
import { waitFor } from './wait-for.ts';

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Whoever makes the folder is the first. */
const isFirst = (folder: string): Promise<boolean> =>
  mkdir(folder).then(
    () => true,
    () => false,
  );

/** Bundles and site for the test files of a run that start a stack, built once, by the first of them. Answers the folder. */
export const shareBuild = async (): Promise<string> => {
  const runFolder = process.env['TEST_RUN_FOLDER'] ?? '';
  const [outDir, built, failed] = ['build', 'built', 'build-failed'].map((name) => join(runFolder, name)) as [
    string,
    string,
    string,
  ];
  if (await isFirst(outDir)) {
    try {
      await buildAll({ outDir });
      await writeFile(built, '');
    } catch (error) {
      await writeFile(failed, '');
      throw error;
    }
  }
  await waitFor(
    'another test file to have built',
    async () => (await exists(built)) || exists(failed),
    60_000,
  );
  if (await exists(failed))
    throw new Error('Another test file has failed to build the functions and the site.');
  return outDir;
};
