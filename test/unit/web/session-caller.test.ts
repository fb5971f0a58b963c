import { describe, expect, test } from '@jest/globals';
import { ApiError } from '../../../web/api/api-error.ts';
import type { ApiCall, ApiReply } from '../../../web/api/call-api.ts';
import { createSessionCaller } from '../../../web/session/session-caller.ts';
import { createToken } from './token.ts';

const tokenOf = (sub: string, exp = 1_900) => createToken({ sub, exp });

const refused = (status: number): ApiReply & { kind: 'refused' } => ({
  kind: 'refused',
  trouble: {
    status,
    code: 'some_code',
    detail: 'A sentence.',
    requestId: 'req-1',
    fields: [],
    retryAfterSeconds: undefined,
  },
});

const createSession = (begun: string | undefined, answer: (call: ApiCall) => ApiReply) => {
  let token = begun;
  const endings: (string | undefined)[] = [];
  const calls: ApiCall[] = [];
  const call = createSessionCaller({
    token: () => token,
    end: ({ requestId }) => {
      token = undefined;
      endings.push(requestId);
    },
    call: async (request) => {
      calls.push(request);
      return answer(request);
    },
  });
  const renew = (next: string): void => {
    token = next;
  };
  return { call, calls, endings, renew };
};

const failureOf = async (asked: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof ApiError ? error.failure : error;
};

describe('a call as the session', () => {
  test('carries the token, the path that the contract names, and what is asked', async () => {
    const session = createSession('a.b.c', () => ({ kind: 'answered', body: { authorizationUrl: 'x' } }));
    const returnTo = 'https://crm.example.com/a?b=c&d=e';

    const reply = await session.call('start-authorization', { query: { returnTo } });

    const asked = new URL(session.calls[0]?.path ?? '', 'https://site');
    expect(reply).toEqual({ authorizationUrl: 'x' });
    expect([asked.pathname, asked.searchParams.get('returnTo')]).toEqual(['/api/auth/tiktok', returnTo]);
    expect(session.calls[0]?.token).toBe('a.b.c');
  });

  test('ends the session on a 401 and asks nothing more', async () => {
    const session = createSession('a.b.c', () => refused(401));

    const failures = [
      await failureOf(session.call('get-connection-status')),
      await failureOf(session.call('get-connection-status')),
    ];

    expect(failures).toEqual([{ kind: 'ended' }, { kind: 'ended' }]);
    expect(session.endings).toEqual(['req-1']);
    expect(session.calls.length).toBe(1);
  });

  test('asks again with the token that was renewed while it asked', async () => {
    const session = createSession(tokenOf('ada'), ({ token }) => {
      if (token === tokenOf('ada', 2_800)) return { kind: 'answered', body: { accounts: [] } };
      session.renew(tokenOf('ada', 2_800));
      return refused(401);
    });

    const reply = await session.call('get-connection-status');

    expect(reply).toEqual({ accounts: [] });
    expect(session.endings).toEqual([]);
  });

  test('is not asked again as another person, whose link came while it asked', async () => {
    const session = createSession(tokenOf('ada'), () => {
      session.renew(tokenOf('grace'));
      return refused(401);
    });

    const failure = await failureOf(session.call('disconnect', { body: { accountId: 'account-1' } }));

    expect(failure).toEqual({ kind: 'ended' });
    expect(session.calls.map(({ token }) => token)).toEqual([tokenOf('ada')]);
    expect(session.endings).toEqual([]);
  });

  test('hands on a refusal and a silence without ending the session', async () => {
    const replies: ApiReply[] = [refused(403), { kind: 'unreachable' }];
    const session = createSession('a.b.c', () => replies.shift() ?? refused(500));
    const disconnect = () => session.call('disconnect', { body: { accountId: 'account-1' } });

    const failures = [await failureOf(disconnect()), await failureOf(disconnect())];

    expect(failures).toEqual([refused(403), { kind: 'unreachable' }]);
    expect(session.endings).toEqual([]);
    expect(session.calls[0]).toMatchObject({ method: 'POST', body: { accountId: 'account-1' } });
  });
});
