/** What calls of one endpoint met. */
export interface CallCounts {
  /** Calls that arrived, whatever became of them. */
  called: number;
  /** What TikTok itself decided, also when the answer was lost: it was done, */
  ok: number;
  /** … there were too many, by its own limit, */
  limited: number;
  /** … or it was refused for another reason. */
  refused: number;
  /** Calls that a fault hit. */
  struck: number;
}

export const endpointPaths = {
  creatorInfo: '/v2/post/publish/creator_info/query/',
  videoInit: '/v2/post/publish/video/init/',
  inboxInit: '/v2/post/publish/inbox/video/init/',
  photoInit: '/v2/post/publish/content/init/',
  status: '/v2/post/publish/status/fetch/',
  cancel: '/v2/post/publish/cancel/',
  chunk: '/video/',
  videoList: '/v2/video/list/',
  videoQuery: '/v2/video/query/',
} as const;

export type PostingEndpoint = keyof typeof endpointPaths;
/** By endpoint, and `inits` for the three kinds of init together. */
export type PostingCallCounts = Record<PostingEndpoint | 'inits', CallCounts>;
export type PostingOutcome = 'ok' | 'limited' | 'refused';

export interface PostingTraffic {
  /** Counts a call and returns what notes TikTok's decision; null for paths that are none of posting. */
  begin(call: { path: string; openId: string | null; isStruck: boolean }): PostingCall | null;
  /** The counts of one creator, or of all calls together. */
  count(openId?: string): PostingCallCounts;
  /** The counts of every creator with a call. */
  list(): ({ openId: string } & PostingCallCounts)[];
  clear(): void;
}

export interface PostingCall {
  decide(outcome: PostingOutcome): void;
}

export function createPostingTraffic(): PostingTraffic {
  let total = noCalls();
  const byOpenId = new Map<string, PostingCallCounts>();
  const countsFor = (openId: string) => {
    const counts = byOpenId.get(openId) ?? noCalls();
    byOpenId.set(openId, counts);
    return counts;
  };
  return {
    begin({ path, openId, isStruck }) {
      const keys = keysOf(path);
      if (keys.length === 0) return null;
      const owners = openId === null ? [total] : [total, countsFor(openId)];
      const concerned = owners.flatMap((counts) => keys.map((key) => counts[key]));
      for (const counts of concerned) {
        counts.called += 1;
        if (isStruck) counts.struck += 1;
      }
      return {
        decide: (outcome) => {
          for (const counts of concerned) counts[outcome] += 1;
        },
      };
    },
    count: (openId) => structuredClone(openId === undefined ? total : (byOpenId.get(openId) ?? noCalls())),
    list: () => [...byOpenId].map(([openId, counts]) => ({ openId, ...structuredClone(counts) })),
    clear() {
      total = noCalls();
      byOpenId.clear();
    },
  };
}

function keysOf(path: string): (keyof PostingCallCounts)[] {
  const key = endpointKeys.find((name) => endpointPaths[name] === path);
  if (key === undefined) return [];
  return key.endsWith('Init') ? [key, 'inits'] : [key];
}

const endpointKeys: readonly PostingEndpoint[] = [
  'creatorInfo',
  'videoInit',
  'inboxInit',
  'photoInit',
  'status',
  'cancel',
  'chunk',
  'videoList',
  'videoQuery',
];

function noCalls(): PostingCallCounts {
  const none = (): CallCounts => ({ called: 0, ok: 0, limited: 0, refused: 0, struck: 0 });
  return {
    creatorInfo: none(),
    videoInit: none(),
    inboxInit: none(),
    photoInit: none(),
    inits: none(),
    status: none(),
    cancel: none(),
    chunk: none(),
    videoList: none(),
    videoQuery: none(),
  };
}
