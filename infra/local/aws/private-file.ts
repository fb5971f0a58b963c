import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Reads a JSON file; undefined when there is none. Throws when it holds something other than JSON. */
export function readPrivateFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (readCode(error) === 'ENOENT') return undefined;
    throw new Error(`The file ${path} of the local AWS stand-ins cannot be read.`, { cause: error });
  }
}

/** Replaces a JSON file in one step, readable by its owner only, so that a kill leaves the old one or the new one. */
export function writePrivateFile(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, JSON.stringify(value, undefined, 2), { mode: 0o600 });
  renameSync(draft, path);
}

function readCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
