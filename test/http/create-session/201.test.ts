import { afterAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { Answer } from '../../support/answer.ts';
import { startApi } from '../../support/api.ts';
import { connectCreator, textAt } from '../../support/browser.ts';
import { disconnect } from '../../support/disconnecting.ts';
import { askForSession, openSession } from '../../support/sessions.ts';

const api = await startApi();
afterAll(api.close);

const claimsOf = (answer: Answer) => decodeJwt(textAt(answer.body, 'token'));
const nowSeconds = () => api.now().getTime() / 1000;
const admin = { user: 'crm', scope: 'admin' };

const renew = async (token: string, json: object = { userId: 'user-1' }) =>
  api.request('POST', '/api/sessions', { token, json });

describe('a session', () => {
  test('is opened by an admin for any user of its tenant, for fifteen minutes unless told otherwise', async () => {
    const answer = await askForSession(api, { ...admin, tenant: 'tenant-b' }, { userId: 'user-9' });

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ expiresAt: new Date(api.now().getTime() + 900_000).toISOString() });
    expect(claimsOf(answer)).toEqual({
      sub: 'user-9',
      tenant: 'tenant-b',
      scope: 'connect read publish',
      aud: 'creator-connect',
      kind: 'session',
      session_started_at: nowSeconds(),
      iat: nowSeconds(),
      exp: nowSeconds() + 900,
    });
  });

  test('has the scopes that an admin asks for, though the admin lacks them', async () => {
    const answer = await askForSession(api, admin, { userId: 'user-9', scope: 'read' });

    expect(claimsOf(answer)['scope']).toBe('read');
  });

  test('is opened by a user for itself, with no more scope than it has', async () => {
    const answer = await askForSession(
      api,
      { user: 'user-1', scope: 'read connect' },
      { userId: 'user-1', scope: 'read' },
    );

    expect(answer.status).toBe(201);
    expect(claimsOf(answer)).toMatchObject({ sub: 'user-1', scope: 'read' });
  });

  test('opens the hosted pages by addresses that carry it, and returnTo, in the fragment alone', async () => {
    const returnTo = 'https://crm.example/creators?tab=2&x=%20';

    const answer = await askForSession(api, admin, { userId: 'user-9', returnTo });

    const token = textAt(answer.body, 'token');
    const pages = ['connectUrl', 'uploadUrl'].map((key) => new URL(textAt(answer.body, key)));
    expect(pages.map(({ origin, pathname, search }) => origin + pathname + search)).toEqual([
      'https://connect.example/platforms/connect/tiktok',
      'https://connect.example/platforms/tiktok/upload',
    ]);
    for (const page of pages) {
      expect(Object.fromEntries(new URLSearchParams(page.hash.slice(1)))).toEqual({ token, returnTo });
    }
    expect(api.log.text()).not.toContain(token);
  });

  test.each([60, 3600])('lives for %d seconds when asked to', async (ttlSeconds) => {
    const answer = await askForSession(api, admin, { userId: 'user-9', ttlSeconds });

    expect(claimsOf(answer).exp).toBe(nowSeconds() + ttlSeconds);
  });

  test('is honoured by the routes that its scope names', async () => {
    const token = await openSession(api, 'user-1', { scope: 'read' });

    const status = await api.request('GET', '/api/platforms/tiktok/status', { token });
    const start = await api.request('GET', '/api/auth/tiktok', { token });

    expect([status.status, start.status]).toEqual([200, 403]);
  });

  test('connects and disconnects for its own user', async () => {
    const token = await openSession(api, 'user-1');

    const id = await connectCreator(api, token);

    expect((await disconnect(api, id, token)).status).toBe(200);
  });

  test('renews itself, keeps when it began, and may only become narrower', async () => {
    const token = await openSession(api, 'user-1', { scope: 'connect read' });
    const startedAt = nowSeconds();
    await api.advance(600_000);

    const renewed = await renew(token, { userId: 'user-1', scope: 'read' });
    const wider = await renew(textAt(renewed.body, 'token'), { userId: 'user-1', scope: 'connect read' });

    expect(claimsOf(renewed)).toMatchObject({
      session_started_at: startedAt,
      scope: 'read',
      kind: 'session',
    });
    expect(wider.status).toBe(403);
  });

  test('ends twelve hours after its first issue, however often it is renewed', async () => {
    let token = await openSession(api, 'user-1', { scope: 'read', ttlSeconds: 3600 });
    const startedAt = nowSeconds();
    for (let hour = 0.5; hour <= 11.5; hour += 0.5) {
      await api.advance(1_800_000);
      token = textAt(
        (await renew(token, { userId: 'user-1', scope: 'read', ttlSeconds: 3600 })).body,
        'token',
      );
    }
    await api.advance(1_200_000);

    const last = await renew(token, { userId: 'user-1', scope: 'read', ttlSeconds: 3600 });

    expect(claimsOf(last)).toMatchObject({ exp: startedAt + 12 * 3600, session_started_at: startedAt });
    await api.advance(601_000);
    const tooLate = await renew(textAt(last.body, 'token'));
    expect(tooLate.body).toMatchObject({ code: 'token_expired' });
  });
});
