import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { repositoryRoot } from '../build.ts';

/** The version of the product, from `package.json`. Throws when that has none. */
export const readServiceVersion = (): string => {
  const text = readFileSync(join(repositoryRoot, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
};
