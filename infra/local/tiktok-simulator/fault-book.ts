import { randomUUID } from 'node:crypto';

/** What a faulty call meets. Before: TikTok's state is untouched. After: the call took effect. */
export type FaultAction =
  /** Before: an error with this status, shaped as the endpoint's errors are, or with an own body. */
  | {
      kind: 'answer';
      status: number;
      code?: string;
      message?: string;
      body?: string;
      headers?: Record<string, string>;
      retryAfterSeconds?: number;
    }
  /** Before: 429 `rate_limit_exceeded`; TikTok documents no Retry-After, so there is one only on request. */
  | { kind: 'rate-limit'; retryAfterSeconds?: number }
  /** The ordinary answer, late by real time. */
  | { kind: 'delay'; delayMs: number }
  /** No answer, ever; before it takes effect unless stated otherwise. */
  | { kind: 'hang'; takesEffect?: boolean }
  /** Before: the connection is cut. */
  | { kind: 'cut-before' }
  /** After: the connection is cut in place of the answer. */
  | { kind: 'cut-after' }
  /** After: the connection is cut half-way through the answer's body. */
  | { kind: 'cut-mid-body' }
  /** After: the answer comes in small pieces. */
  | { kind: 'trickle'; pieceBytes?: number; intervalMs?: number }
  /** Before: a gateway's page in place of JSON. */
  | { kind: 'html'; status?: number }
  /** After: the answer padded to a great size. */
  | { kind: 'huge-body'; sizeBytes?: number };

export interface FaultMatch {
  method?: string;
  /** An exact path, or a beginning followed by `*`. */
  path: string;
  grantType?: string;
  /** The first call to be hit, counted from 1 since the rule was made; 1 unless stated. */
  nth?: number;
}

export interface FaultRule {
  match: FaultMatch;
  /** How many calls are hit; null for every one. 1 unless stated. */
  times?: number | null;
  action: FaultAction;
}

/** A rule in force, with its counts. */
export interface ActiveFault {
  readonly id: string;
  readonly match: FaultMatch;
  readonly times: number | null;
  readonly action: FaultAction;
  seen: number;
  applied: number;
}

export interface FaultBook {
  add(rule: FaultRule): ActiveFault;
  list(): readonly ActiveFault[];
  remove(id: string): boolean;
  clear(): void;
  /** Counts a call on every rule that matches it and returns the first one that hits it, or null. */
  take(call: { method: string; path: string; grantType: string | null }): ActiveFault | null;
}

export function createFaultBook(): FaultBook {
  let faults: ActiveFault[] = [];
  return {
    add(rule) {
      const times = rule.times === undefined ? 1 : rule.times;
      const fault = {
        id: randomUUID(),
        match: rule.match,
        times,
        action: rule.action,
        seen: 0,
        applied: 0,
      };
      faults.push(fault);
      return fault;
    },
    list: () => faults,
    remove(id) {
      const before = faults.length;
      faults = faults.filter((fault) => fault.id !== id);
      return faults.length < before;
    },
    clear: () => {
      faults = [];
    },
    take(call) {
      const matching = faults.filter((fault) => matches(fault.match, call));
      for (const fault of matching) fault.seen += 1;
      const hit = matching.find(isDue) ?? null;
      if (hit !== null) hit.applied += 1;
      return hit;
    },
  };
}

function isDue(fault: ActiveFault): boolean {
  const exhausted = fault.times !== null && fault.applied >= fault.times;
  return !exhausted && fault.seen >= (fault.match.nth ?? 1);
}

function matches(
  match: FaultMatch,
  call: { method: string; path: string; grantType: string | null },
): boolean {
  const path = match.path.endsWith('*')
    ? call.path.startsWith(match.path.slice(0, -1))
    : call.path === match.path;
  const method = match.method === undefined || match.method.toUpperCase() === call.method;
  return path && method && (match.grantType === undefined || match.grantType === call.grantType);
}
