/** What token calls met, over all or for one creator. The first four count calls with `grant_type=refresh_token`. */
export interface TokenCallCounts {
  /** Calls that arrived, whatever became of them. */
  refreshCalls: number;
  /** Calls that took effect, also when their answer was lost. */
  refreshed: number;
  /** Calls that TikTok itself refused, not a fault. */
  refused: number;
  /** Calls that a fault hit. */
  struck: number;
  /** Token calls of any grant type that are under way. */
  inFlight: number;
  /** The most that were ever under way at one time. */
  maxInFlight: number;
}

export type RefreshOutcome = 'refreshed' | 'refused';

export interface TokenCall {
  /** Notes what TikTok itself decided. */
  decide(outcome: RefreshOutcome): void;
  /** The call is over: its answer is out, or its connection closed. Further calls of this do nothing. */
  end(): void;
}

/**
 * Counts token calls from the moment they have come in whole, since only then it is known whose they are, to the end
 * of their answer or their connection. A call without an open id counts among all only.
 */
export interface TokenTraffic {
  begin(call: { openId: string | null; isRefresh: boolean; isStruck: boolean }): TokenCall;
  /** The counts of one creator, or of all calls together. */
  count(openId?: string): TokenCallCounts;
  /** The counts of every creator with a call. */
  list(): ({ openId: string } & TokenCallCounts)[];
  /** Forgets all counts but the calls under way. */
  clear(): void;
}

export function createTokenTraffic(): TokenTraffic {
  const total = noCalls();
  const byOpenId = new Map<string, TokenCallCounts>();
  const countsFor = (openId: string) => {
    const counts = byOpenId.get(openId) ?? noCalls();
    byOpenId.set(openId, counts);
    return counts;
  };
  return {
    begin({ openId, isRefresh, isStruck }) {
      const concerned = openId === null ? [total] : [total, countsFor(openId)];
      let isOver = false;
      for (const counts of concerned) {
        counts.inFlight += 1;
        counts.maxInFlight = Math.max(counts.maxInFlight, counts.inFlight);
        if (isRefresh) counts.refreshCalls += 1;
        if (isRefresh && isStruck) counts.struck += 1;
      }
      return {
        decide(outcome) {
          if (isRefresh) for (const counts of concerned) counts[outcome] += 1;
        },
        end() {
          if (!isOver) for (const counts of concerned) counts.inFlight -= 1;
          isOver = true;
        },
      };
    },
    count: (openId) => ({ ...(openId === undefined ? total : (byOpenId.get(openId) ?? noCalls())) }),
    list: () => [...byOpenId].map(([openId, counts]) => ({ openId, ...counts })),
    clear() {
      startAnew(total);
      for (const [openId, counts] of byOpenId) {
        startAnew(counts);
        if (counts.inFlight === 0) byOpenId.delete(openId);
      }
    },
  };
}

const noCalls = (): TokenCallCounts => ({
  refreshCalls: 0,
  refreshed: 0,
  refused: 0,
  struck: 0,
  inFlight: 0,
  maxInFlight: 0,
});

function startAnew(counts: TokenCallCounts): void {
  const { inFlight } = counts;
  Object.assign(counts, noCalls(), { inFlight, maxInFlight: inFlight });
}
