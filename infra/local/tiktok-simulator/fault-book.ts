import { randomInt, randomUUID } from 'node:crypto';
import { createShareDraw } from './fault-share.ts';
import { InputError } from './input.ts';

/** What a faulty call meets. Before: TikTok's state is untouched. After: the call took effect. */
export type FaultAction =
  /** An error with this status, shaped as the endpoint's errors are, or with an own body. Before, unless it takes effect. */
  | {
      kind: 'answer';
      status: number;
      code?: string;
      message?: string;
      body?: string;
      headers?: Record<string, string>;
      retryAfterSeconds?: number;
      takesEffect?: boolean;
    }
  /** Before: 429 `rate_limit_exceeded`; TikTok documents no Retry-After, so there is one only on request. */
  | { kind: 'rate-limit'; retryAfterSeconds?: number }
  /**
   * The ordinary answer, late by real time: takes effect first and waits then, unless `takesEffect` is `last`. It also
   * takes effect last when the caller has gone in the meantime, as at a server that does not notice.
   */
  | { kind: 'delay'; delayMs: number; takesEffect?: 'first' | 'last' }
  /** No answer, ever; before it takes effect unless stated otherwise. */
  | { kind: 'hang'; takesEffect?: boolean }
  /** Before: the connection is cut. */
  | { kind: 'cut-before' }
  /** Before: the connection is cut once so many bytes of an upload's body have come in. */
  | { kind: 'cut-in-request'; afterBytes: number }
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
  /** Calls about this creator alone: by the refresh token or code of a token call, else by the access token. */
  openId?: string;
}

export interface FaultRule {
  match: FaultMatch;
  /** How many calls are hit; null for every one. Unless stated 1, or null with a share. */
  times?: number | null;
  /** The chance of each matching call to be hit, above 0 and up to 1; every one is hit without it. */
  share?: number;
  /** Decides which calls the share hits: the same in every run. A random one unless stated. */
  seed?: number;
  action: FaultAction;
}

/** A rule in force, with its counts. */
export interface ActiveFault {
  readonly id: string;
  readonly match: FaultMatch;
  readonly times: number | null;
  readonly share: number | null;
  readonly seed: number | null;
  readonly action: FaultAction;
  seen: number;
  applied: number;
}

/** What rules look at in a call. */
export interface FaultyCall {
  readonly method: string;
  readonly path: string;
  readonly grantType: string | null;
  readonly openId: string | null;
}

export interface FaultBook {
  /** Throws an InputError for a share that is none, and for a seed without one. */
  add(rule: FaultRule): ActiveFault;
  list(): readonly ActiveFault[];
  remove(id: string): boolean;
  clear(): void;
  /** Counts a call on every rule that matches it and returns the first one that hits it, or null. */
  take(call: FaultyCall): ActiveFault | null;
}

/** A rule with its draw, which is nobody else's business. */
interface Entry {
  readonly fault: ActiveFault;
  readonly isDrawn: (openId: string | null) => boolean;
}

export function createFaultBook(): FaultBook {
  let entries: Entry[] = [];
  return {
    add(rule) {
      const entry = createEntry(rule);
      entries.push(entry);
      return entry.fault;
    },
    list: () => entries.map(({ fault }) => fault),
    remove(id) {
      const before = entries.length;
      entries = entries.filter(({ fault }) => fault.id !== id);
      return entries.length < before;
    },
    clear: () => {
      entries = [];
    },
    take(call) {
      // Every rule draws for every call that matches it, so that no rule changes what another one hits.
      const due = entries
        .filter(({ fault }) => matches(fault.match, call))
        .filter((entry) => meet(entry, call));
      const hit = due[0]?.fault ?? null;
      if (hit !== null) hit.applied += 1;
      return hit;
    },
  };
}

function createEntry(rule: FaultRule): Entry {
  const { share = null } = rule;
  if (share !== null && !(share > 0 && share <= 1))
    throw new InputError('A share is a number above 0 and up to 1.');
  if (share === null && rule.seed !== undefined) throw new InputError('A seed is for a rule with a share.');
  const seed = share === null ? null : (rule.seed ?? randomInt(2 ** 32));
  const once = share === null ? 1 : null;
  const fault = {
    id: randomUUID(),
    match: rule.match,
    times: rule.times === undefined ? once : rule.times,
    share,
    seed,
    action: rule.action,
    seen: 0,
    applied: 0,
  };
  return { fault, isDrawn: share === null || seed === null ? () => true : createShareDraw(share, seed) };
}

/** Counts a matching call and says whether the rule hits it. */
function meet({ fault, isDrawn }: Entry, call: FaultyCall): boolean {
  fault.seen += 1;
  if (fault.seen < (fault.match.nth ?? 1)) return false;
  const drawn = isDrawn(call.openId);
  return drawn && (fault.times === null || fault.applied < fault.times);
}

function matches(match: FaultMatch, call: FaultyCall): boolean {
  const path = match.path.endsWith('*')
    ? call.path.startsWith(match.path.slice(0, -1))
    : call.path === match.path;
  const method = match.method === undefined || match.method.toUpperCase() === call.method;
  const grantType = match.grantType === undefined || match.grantType === call.grantType;
  return path && method && grantType && (match.openId === undefined || match.openId === call.openId);
}
