import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { RunningStack } from '../../support/running-stack.ts';

export interface SiteFile {
  /** Within the site. */
  readonly path: string;
  readonly text: string;
}

/** Every file that the site of a running stack was built of. */
export const readSite = async ({ buildDir }: RunningStack): Promise<readonly SiteFile[]> => {
  const folder = join(buildDir, 'site');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files
      .toSorted()
      .map(async (file) => ({ path: relative(folder, file), text: await readFile(file, 'utf8') })),
  );
};
