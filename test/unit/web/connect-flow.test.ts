import { describe, expect, test } from '@jest/globals';
import type { ApiCall, ApiReply } from '../../../web/api/call-api.ts';
import { createConnectFlow } from '../../../web/pages/connect/connect-flow.ts';
import { viewOf } from '../../../web/pages/connect/page-state.ts';
import type { Session } from '../../../web/pages/connect/session-store.ts';

const refused = (status: number): ApiReply & { kind: 'refused' } => ({
  kind: 'refused',
  trouble: { status, code: 'some_code', detail: 'A sentence.', requestId: 'req-1' },
});

const createPage = (begun: Session | undefined, answer: (call: ApiCall) => ApiReply) => {
  let session = begun;
  const endings: (string | undefined)[] = [];
  const calls: ApiCall[] = [];
  const flow = createConnectFlow({
    session: {
      current: () => session,
      end: ({ requestId }) => {
        session = undefined;
        endings.push(requestId);
      },
    },
    call: async (call) => {
      calls.push(call);
      return answer(call);
    },
  });
  return {
    flow,
    calls,
    ends: () => endings.length,
    endings,
    renew: (token: string) => {
      session = { token, returnTo: undefined };
    },
  };
};

const session = { token: 'a.b.c', returnTo: 'https://crm.example.com/a?b=c&d=e' };

describe('the flow of the connect page', () => {
  test('begins with the return address of the session', async () => {
    const body = { authorizationUrl: 'https://www.tiktok.com/x', expiresAt: '' };
    const page = createPage(session, () => ({ kind: 'answered', body }));

    const outcome = await page.flow.beginConnecting();

    expect(outcome).toEqual({ kind: 'done', value: body.authorizationUrl });
    const asked = new URL(page.calls[0]?.path ?? '', 'https://site');
    expect([asked.pathname, asked.searchParams.get('returnTo')]).toEqual([
      '/api/auth/tiktok',
      session.returnTo,
    ]);
    expect(page.calls[0]?.token).toBe('a.b.c');
  });

  test('leads back to this page when the session names no address', async () => {
    const page = createPage({ token: 'a.b.c', returnTo: undefined }, () => refused(503));

    await page.flow.beginConnecting();

    expect(page.calls[0]?.path).toBe('/api/auth/tiktok?returnTo=%2Fplatforms%2Fconnect%2Ftiktok');
  });

  test('ends the session on a 401 and asks nothing more', async () => {
    const page = createPage(session, () => refused(401));

    const outcomes = [await page.flow.listAccounts(), await page.flow.listAccounts()];

    expect(outcomes).toEqual([{ kind: 'ended' }, { kind: 'ended' }]);
    expect(page.endings).toEqual(['req-1']);
    expect(page.calls.length).toBe(1);
  });

  test('asks again with the token that was renewed while it asked', async () => {
    const page = createPage(session, ({ token }) => {
      if (token === 'new.b.c') return { kind: 'answered', body: { accounts: [] } };
      page.renew('new.b.c');
      return refused(401);
    });

    const outcome = await page.flow.listAccounts();

    expect(outcome).toEqual({ kind: 'done', value: [] });
    expect(page.ends()).toBe(0);
  });

  test('hands on a refusal and a silence without ending the session', async () => {
    const replies: ApiReply[] = [refused(403), { kind: 'unreachable' }];
    const page = createPage(session, () => replies.shift() ?? refused(500));

    expect(await page.flow.disconnect('account-1')).toEqual(refused(403));
    expect(await page.flow.disconnect('account-1')).toEqual({ kind: 'unreachable' });
    expect(page.ends()).toBe(0);
    expect(page.calls[0]).toMatchObject({ method: 'POST', body: { accountId: 'account-1' } });
  });

  test.each([{}, null, { accounts: 1 }])(
    'takes a reply that breaks the contract for a refusal: %j',
    async (body) => {
      const page = createPage(session, () => ({ kind: 'answered', body }));

      const outcomes = await Promise.all([
        page.flow.listAccounts(),
        page.flow.beginConnecting(),
        page.flow.disconnect('account-1'),
      ]);

      for (const outcome of outcomes)
        expect(outcome).toMatchObject({ kind: 'refused', trouble: { status: 0 } });
    },
  );

  test('shows a state of its own for each way that the list can come', () => {
    expect(viewOf({ kind: 'done', value: [] }).kind).toBe('accounts');
    expect(viewOf(refused(500)).kind).toBe('trouble');
    expect(viewOf({ kind: 'unreachable' }).kind).toBe('offline');
    expect(viewOf({ kind: 'ended' })).toEqual({ kind: 'no-session', reason: 'ended' });
  });
});
