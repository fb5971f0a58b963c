import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';
import { askForSession, openSession } from '../../support/sessions.ts';
import { mintToken } from '../../support/tokens.ts';

const api = await startApi();
afterAll(api.close);

describe('a session that the caller may not open', () => {
  test('is one for another user without the scope admin', async () => {
    const answer = await askForSession(
      api,
      { user: 'user-1', scope: 'connect read publish operate' },
      { userId: 'user-2' },
    );

    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'insufficient_scope' });
    expect(pointersOf(answer.body)).toEqual(['body /userId']);
  });

  test.each(['connect read', 'admin', 'read publish'])(
    'is one with the scopes "%s" for a caller that has only read',
    async (scope) => {
      const answer = await askForSession(api, { user: 'user-1', scope: 'read' }, { userId: 'user-1', scope });

      expect(answer.status).toBe(403);
      expect(pointersOf(answer.body)).toEqual(['body /scope']);
    },
  );

  test.each([
    { user: 'crm', scope: 'admin' },
    { user: 'user-1', scope: 'operate admin' },
    { user: 'user-1', scope: 'operate read' },
  ])('is one with the scope operate, whoever asks (case %#)', async (caller) => {
    const answer = await askForSession(api, caller, { userId: 'user-1', scope: 'read operate' });

    expect(answer.status).toBe(403);
    expect(pointersOf(answer.body)).toContain('body /scope');
  });

  test('is one for another user, asked for by a session, even one with the scope admin', async () => {
    const token = await openSession(api, 'user-1', { scope: 'admin read' });

    const answer = await api.request('POST', '/api/sessions', {
      token,
      json: { userId: 'user-2', scope: 'read' },
    });

    expect(answer.status).toBe(403);
  });

  test('is a renewal of one that began twelve hours ago', async () => {
    const startedAt = Math.floor(api.now().getTime() / 1000) - 12 * 3600;
    const claims = { kind: 'session', session_started_at: startedAt };
    const token = await mintToken(api.now(), { scope: 'read', claims });

    const answer = await api.request('POST', '/api/sessions', {
      token,
      json: { userId: 'user-1', scope: 'read' },
    });

    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'session_ended' });
  });
});

test('a session whose signed scopes hold operate cannot redrive', async () => {
  const claims = { kind: 'session', session_started_at: Math.floor(api.now().getTime() / 1000) };
  const token = await api.token({ scope: 'operate', claims });

  const answer = await api.request('POST', '/api/workers/webhooks', { token });

  expect(answer.status).toBe(403);
});
