import type { Clock } from './clock.ts';

/** One API call as TikTok's operators would see it: no query, no token, no secret. */
export interface ApiCall {
  readonly id: number;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly grantType: string | null;
  /** Whom the call is about, by the token or code that it carried; null if nobody is known by it. */
  readonly openId: string | null;
  /** The kind of the fault that was applied, or null. */
  fault: string | null;
  /** The status answered, or null if no answer was sent (yet). */
  status: number | null;
  /** The error code in the answer, or null. */
  errorCode: string | null;
}

export interface CallLog {
  /** Adds a call and returns its entry, which its outcome is written into. */
  add(call: Pick<ApiCall, 'method' | 'path' | 'grantType' | 'openId'>): ApiCall;
  list(): readonly ApiCall[];
  clear(): void;
}

const callsKept = 50_000;

export function createCallLog(clock: Pick<Clock, 'now'>): CallLog {
  let calls: ApiCall[] = [];
  let lastId = 0;
  return {
    add(call) {
      lastId += 1;
      const entry = {
        id: lastId,
        at: clock.now(),
        ...call,
        fault: null,
        status: null,
        errorCode: null,
      };
      calls.push(entry);
      if (calls.length > callsKept) calls = calls.slice(-callsKept / 2);
      return entry;
    },
    list: () => calls,
    clear: () => {
      calls = [];
    },
  };
}
