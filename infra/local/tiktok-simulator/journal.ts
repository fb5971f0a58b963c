import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { LedgerLists } from './ledger.ts';

/** Beyond this a journal is worth replacing by a whole save, unless the state itself is bigger. */
const smallestFullJournalBytes = 4 * 1_024 * 1_024;

/**
 * Changes of codes, grants and tokens since the state file was written whole, one JSON line for each save. With it a
 * token call costs the same whether a hundred creators are connected or ten thousand.
 */
export interface Journal {
  /** Writes changes down before it returns; false when the state is to be saved whole instead. */
  append(changes: LedgerLists): boolean;
  /** Begins anew after a whole save of this generation, which had this size. */
  begin(generation: string, stateBytes: number): void;
  close(): void;
}

/** The journal beside a state file. It takes nothing on before `begin`. */
export function openJournal(file: string): Journal {
  let handle: number | undefined;
  let sizeBytes = 0;
  let fullBytes = 0;
  const close = () => {
    if (handle !== undefined) closeSync(handle);
    handle = undefined;
  };
  return {
    append(changes) {
      if (handle === undefined || sizeBytes > fullBytes) return false;
      sizeBytes += writeSync(handle, `${JSON.stringify(changes)}\n`);
      return true;
    },
    begin(generation, stateBytes) {
      close();
      // It holds tokens, as the state file does.
      handle = openSync(file, 'w', 0o600);
      sizeBytes = writeSync(handle, `${JSON.stringify({ generation })}\n`);
      fullBytes = Math.max(smallestFullJournalBytes, stateBytes);
    },
    close,
  };
}

/**
 * The changes written down since the whole save of this generation. A journal of another generation is older than the
 * state file, and a last line without its end was never answered for: both are left out.
 */
export function readJournal(file: string, generation: string | undefined): Partial<LedgerLists>[] {
  if (generation === undefined || !existsSync(file)) return [];
  const [head, ...lines] = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  if (head !== JSON.stringify({ generation })) return [];
  return lines.map((line): Partial<LedgerLists> => JSON.parse(line));
}
