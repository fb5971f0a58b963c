import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { extname, join } from 'node:path';

/** Files whose change means something; editors leave others beside them. */
const watchedExtensions = ['.ts', '.sql', '.css', '.html', '.svg', '.json', '.png'];

/** How long to gather changes: a save, or a checkout of many files, is one change. */
const gatherMs = 80;

/**
 * Tells about changed files below the given folders, some at a time. Each folder is watched by itself: a recursive
 * watch misses files that an editor replaces whole (seen on Linux). New folders are watched as they appear.
 */
export const watchFolders = (
  folders: readonly string[],
  onChange: (paths: readonly string[]) => void,
): { readonly close: () => void } => {
  const watchers = new Map<string, FSWatcher>();
  const gathered = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    timer = undefined;
    const paths = [...gathered];
    gathered.clear();
    onChange(paths);
  };

  const hear = (folder: string, name: string): void => {
    const path = join(folder, name);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) add(path);
    if (!watchedExtensions.includes(extname(name)) || name.startsWith('.')) return;
    gathered.add(path);
    timer ??= setTimeout(flush, gatherMs);
  };

  const add = (folder: string): void => {
    if (watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name !== null) hear(folder, name);
      });
      watcher.on('error', () => drop(folder));
      watchers.set(folder, watcher);
      for (const entry of readdirSync(folder, { withFileTypes: true }))
        if (entry.isDirectory() && entry.name !== 'node_modules') add(join(folder, entry.name));
    } catch {
      drop(folder);
    }
  };

  /** The folder is gone; should it come back, its parent tells. */
  const drop = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };

  for (const folder of folders) add(folder);
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
};
