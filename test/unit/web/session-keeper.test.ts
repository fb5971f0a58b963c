import { describe, expect, test } from '@jest/globals';
import type { ApiReply } from '../../../web/api/call-api.ts';
import { createSessionKeeper } from '../../../web/session/session-keeper.ts';
import type { Session } from '../../../web/session/session-store.ts';
import { createToken } from './token.ts';

const startedAt = 1_800_000_000_000;
const scope = 'connect read publish';

const tokenFrom = (atMs: number, lifetimeSeconds = 900): string =>
  createToken({ sub: 'user-1', scope, iat: atMs / 1000, exp: atMs / 1000 + lifetimeSeconds });

const refused = (status: number, code: string): ApiReply => ({
  kind: 'refused',
  trouble: {
    status,
    code,
    detail: undefined,
    requestId: undefined,
    fields: [],
    retryAfterSeconds: undefined,
  },
});

/** A tab with a clock of its own: time passes by `pass`, which rings the timer that is due. */
const createTab = (replies: ((token: string) => ApiReply | Promise<ApiReply>)[]) => {
  let nowMs = startedAt;
  let stored: Session | undefined;
  let timer: { callBack: () => void; atMs: number } | undefined;
  const requests: { request: object; token: string; afterMs: number }[] = [];
  const endings: (string | undefined)[] = [];
  const keeper = createSessionKeeper({
    store: {
      read: () => stored,
      write: (session) => {
        stored = session;
      },
      clear: () => {
        stored = undefined;
      },
    },
    renew: async ({ request, token }) => {
      requests.push({ request, token, afterMs: nowMs - startedAt });
      const reply = replies.shift();
      if (reply === undefined) throw new Error('An unexpected renewal.');
      return reply(token);
    },
    clock: () => new Date(nowMs),
    setTimer: (callBack, delayMs) => {
      const mine = { callBack, atMs: nowMs + delayMs };
      timer = mine;
      return () => {
        if (timer === mine) timer = undefined;
      };
    },
    onEnd: ({ code }) => {
      endings.push(code);
    },
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    keeper,
    requests,
    settle,
    ends: () => endings.length,
    endings,
    now: () => nowMs,
    sleep: (ms: number) => {
      nowMs += ms;
    },
    pass: async (ms: number) => {
      const untilMs = nowMs + ms;
      while (timer !== undefined && timer.atMs <= untilMs) {
        const { callBack, atMs } = timer;
        timer = undefined;
        nowMs = Math.max(nowMs, atMs);
        callBack();
        await settle();
      }
      nowMs = untilMs;
    },
  };
};

const session = { token: tokenFrom(startedAt), returnTo: 'https://crm.example.com/' };

describe('the session keeper', () => {
  test('renews once a third of the life is left, as the same user with the same scopes', async () => {
    const next = tokenFrom(startedAt + 600_000);
    const tab = createTab([() => ({ kind: 'answered', body: { token: next } })]);
    tab.keeper.begin(session);

    await tab.pass(599_000);
    const before = tab.requests.length;
    await tab.pass(1_000);

    expect(before).toBe(0);
    expect(tab.requests).toEqual([
      { request: { userId: 'user-1', scope, ttlSeconds: 900 }, token: session.token, afterMs: 600_000 },
    ]);
    expect(tab.keeper.current()).toEqual({ token: next, returnTo: session.returnTo });
  });

  test('goes on renewing what it renewed', async () => {
    const renew = () => ({ kind: 'answered' as const, body: { token: tokenFrom(tab.now()) } });
    const tab = createTab([renew, renew, renew]);
    tab.keeper.begin(session);

    await tab.pass(1_800_000);

    expect(tab.requests.map(({ afterMs }) => afterMs)).toEqual([600_000, 1_200_000, 1_800_000]);
  });

  test('tries again when the API does not answer or stumbles', async () => {
    const tab = createTab([
      () => ({ kind: 'unreachable' }),
      () => refused(503, 'secret_unavailable'),
      () => refused(429, ''),
      () => ({ kind: 'answered', body: { token: tokenFrom(tab.now()) } }),
    ]);
    tab.keeper.begin(session);

    await tab.pass(700_000);

    expect(tab.requests.map(({ afterMs }) => afterMs)).toEqual([600_000, 615_000, 630_000, 645_000]);
    expect(tab.ends()).toBe(0);
  });

  test('lives to the end of its token when the session cannot be renewed any more', async () => {
    const tab = createTab([() => refused(403, 'session_ended')]);
    tab.keeper.begin(session);

    await tab.pass(899_000);
    const endsBefore = tab.ends();
    await tab.pass(1_000);

    expect(endsBefore).toBe(0);
    expect(tab.endings).toEqual(['session_ended']);
    expect(tab.keeper.current()).toBeUndefined();
  });

  test('ends at once when the API no longer knows the token', async () => {
    const tab = createTab([() => refused(401, 'token_expired')]);
    tab.keeper.begin(session);

    await tab.pass(600_000);

    expect(tab.endings).toEqual(['token_expired']);
  });

  test('renews on waking when the machine slept past the time', async () => {
    const tab = createTab([() => ({ kind: 'answered', body: { token: tokenFrom(tab.now()) } })]);
    tab.keeper.begin(session);

    tab.keeper.wake();
    tab.sleep(700_000);
    tab.keeper.wake();
    tab.keeper.wake();
    await tab.settle();

    expect(tab.requests.map(({ afterMs }) => afterMs)).toEqual([700_000]);
  });

  test('keeps a session that was opened while the one before it was being renewed', async () => {
    const opened = { token: tokenFrom(startedAt + 1_000), returnTo: undefined };
    const tab = createTab([
      () => {
        tab.keeper.begin(opened);
        return refused(401, 'token_expired');
      },
    ]);
    tab.keeper.begin(session);

    await tab.pass(600_000);

    expect(tab.keeper.current()).toEqual(opened);
    expect(tab.ends()).toBe(0);
  });

  test('asks at most twice a minute however short the tokens get', async () => {
    const renew = () => ({ kind: 'answered' as const, body: { token: tokenFrom(tab.now(), 1) } });
    const tab = createTab([renew, renew, renew]);
    tab.keeper.begin({ ...session, token: tokenFrom(startedAt, 1) });

    await tab.pass(90_000);

    expect(tab.requests.map(({ afterMs }) => afterMs)).toEqual([30_000, 60_000, 90_000]);
  });

  test('renews in time on a machine whose clock is years behind', async () => {
    const yearsMs = 5 * 365 * 86_400_000;
    const renew = () => ({ kind: 'answered' as const, body: { token: tokenFrom(tab.now() + yearsMs) } });
    const tab = createTab([renew, renew]);
    tab.keeper.begin({ ...session, token: tokenFrom(startedAt + yearsMs) });

    await tab.pass(1_200_000);

    expect(tab.requests.map(({ afterMs }) => afterMs)).toEqual([600_000, 1_200_000]);
  });

  test('never asks for the scope that no session may have', async () => {
    const token = createToken({
      sub: 'u',
      scope: 'read operate',
      iat: startedAt / 1000,
      exp: startedAt / 1000 + 90,
    });
    const tab = createTab([() => refused(401, 'token_expired')]);
    tab.keeper.begin({ token, returnTo: undefined });

    await tab.pass(60_000);

    expect(tab.requests[0]?.request).toEqual({ userId: 'u', scope: 'read', ttlSeconds: 90 });
  });

  test('has no session from a token that cannot be read', () => {
    const tab = createTab([]);

    expect(tab.keeper.begin({ token: 'a.b.c', returnTo: undefined })).toBe(false);
    expect(tab.keeper.begin(undefined)).toBe(false);
  });

  test('keeps the session that it has when a link comes that was cut off in copying', () => {
    const tab = createTab([]);
    tab.keeper.begin(session);

    const isThere = tab.keeper.begin({ token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.c2', returnTo: undefined });

    expect(isThere).toBe(true);
    expect(tab.keeper.current()).toEqual(session);
  });
});
