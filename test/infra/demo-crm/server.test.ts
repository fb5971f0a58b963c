import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type CrmUnderTest, startCrmUnderTest } from './crm-under-test.ts';

let crm: CrmUnderTest;
beforeAll(async () => {
  crm = await startCrmUnderTest();
});
afterAll(() => crm.close());
beforeEach(() => {
  crm.creatorConnect.sessions.splice(0);
  crm.creatorConnect.refusal = undefined;
});

const ask = async (
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${crm.url}/session`, {
    method: 'POST',
    headers: { origin: crm.url, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
};

describe('the server of the demo CRM', () => {
  test('opens a session of its user by its own token, and gives the browser the session’s alone', async () => {
    const answer = await ask({ user: 'grace', for: 'widget' });

    expect(answer).toEqual({
      status: 201,
      body: { token: 'token-of-grace', expiresAt: '2030-01-01T00:00:00.000Z' },
    });
    expect(crm.creatorConnect.sessions).toEqual([
      {
        token: 'Bearer admin-token',
        body: { userId: 'grace', scope: 'connect read publish', returnTo: `${crm.url}/?user=grace` },
      },
    ]);
  });

  test.each([
    ['connect', '/platforms/connect/tiktok#token=token-of-ada'],
    ['upload', '/platforms/tiktok/upload#token=token-of-ada'],
  ])('gives the address of the page to %s', async (purpose, path) => {
    const answer = await ask({ user: 'ada', for: purpose });

    expect(answer).toEqual({ status: 201, body: { url: `${crm.creatorConnect.url}${path}` } });
  });

  test.each([
    ['another origin', { origin: 'https://evil.example' }, 403],
    ['another port of this machine', { origin: 'http://localhost:1' }, 403],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a page of another origin of the same site', { 'sec-fetch-site': 'same-site' }, 403],
    ['a form', { 'content-type': 'text/plain' }, 415],
    ['a form that only begins like JSON', { 'content-type': 'application/jsonp' }, 415],
  ])('opens no session for %s', async (_, headers, status) => {
    const answer = await ask({ user: 'ada', for: 'widget' }, headers);

    expect(answer.status).toBe(status);
    expect(crm.creatorConnect.sessions).toEqual([]);
  });

  test('opens no session for a request that names no origin', async () => {
    const response = await fetch(`${crm.url}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'ada', for: 'widget' }),
    });

    expect(response.status).toBe(403);
  });

  test.each([
    ['a stranger', { user: 'mallory', for: 'widget' }],
    ['no purpose', { user: 'ada' }],
    ['a place to return to', { user: 'ada', for: 'connect', returnTo: 'https://evil.example/' }],
    ['no JSON', '{'],
    ['too much', { user: 'ada', for: 'widget', more: 'x'.repeat(2_000) }],
  ])('opens no session for %s', async (_, body) => {
    const answer = await ask(body);

    expect(answer).toEqual({ status: 400, body: { code: 'not_understood' } });
    expect(crm.creatorConnect.sessions).toEqual([]);
  });

  test('passes on why Creator Connect opened none, and nothing else of its answer', async () => {
    crm.creatorConnect.refusal = {
      status: 503,
      body: { detail: 'The signing secret cannot be read.', requestId: 'r1', internal: 'x' },
    };

    const answer = await ask({ user: 'ada', for: 'widget' });

    expect(answer).toEqual({
      status: 502,
      body: { code: 'refused', detail: 'The signing secret cannot be read.', requestId: 'r1' },
    });
  });

  test('says when Creator Connect is away', async () => {
    const alone = await startCrmUnderTest();
    await alone.creatorConnect.close();

    const response = await fetch(`${alone.url}/session`, {
      method: 'POST',
      headers: { origin: alone.url, 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'ada', for: 'widget' }),
    });

    expect([response.status, await response.json()]).toEqual([502, { code: 'unreachable' }]);
    await alone.close();
  });

  test('answers its page with a policy that names Creator Connect and nothing inline', async () => {
    const response = await fetch(crm.url);

    const policy = new Map(
      (response.headers.get('content-security-policy') ?? '')
        .split('; ')
        .map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]),
    );
    const site = crm.creatorConnect.url;
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': `'self' ${site}`,
      'connect-src': `'self' ${site}`,
      'style-src': "'self'",
      'img-src': "'self' https: http://127.0.0.1:4010",
      'form-action': "'none'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': "'none'",
    });
    expect(await response.text()).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+="/);
  });

  test.each([
    ['fr-CA,fr;q=0.9,en;q=0.8', 'fr', 'Bon retour, Grace'],
    ['de, en;q=0.5', 'en', 'Welcome back, Grace'],
  ])('speaks the language of a browser that wants %s', async (wish, language, greeting) => {
    const response = await fetch(`${crm.url}/?user=grace`, { headers: { 'accept-language': wish } });
    const html = await response.text();

    expect(html).toContain(`<html lang="${language}"`);
    expect(html).toContain(greeting);
  });

  test('puts nothing of the address into the page', async () => {
    const html = await (await fetch(`${crm.url}/?user=<b>x</b>&code=<i>`)).text();

    expect(html).toContain('Welcome back, Ada');
    expect(html).not.toMatch(/<b>|<i>/);
  });

  test('leads from another name of this machine to the origin that the API admits', async () => {
    const { port } = new URL(crm.url);
    const response = await fetch(`http://127.0.0.1:${port}/?user=grace`, { redirect: 'manual' });

    expect([response.status, response.headers.get('location')]).toEqual([307, `${crm.url}/?user=grace`]);
  });

  test.each([
    ['GET', '/session', 405],
    ['POST', '/', 405],
    ['GET', '/users.ts', 404],
    ['GET', '/../open-session.ts', 404],
  ])('answers %s %s with %i', async (method, path, status) => {
    const response = await fetch(`${crm.url}${path}`, { method });

    expect(response.status).toBe(status);
  });
});
