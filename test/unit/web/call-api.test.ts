import { describe, expect, test } from '@jest/globals';
import { callApi } from '../../../web/api/call-api.ts';

const answering =
  (body: string, init: ResponseInit, seen: { url?: string; init?: RequestInit } = {}): typeof fetch =>
  async (url, request) => {
    Object.assign(seen, { url: String(url), init: request });
    return new Response(body, init);
  };

const status = { method: 'GET', path: '/api/platforms/tiktok/status' } as const;

/** What is known of a refusal that says nothing. */
const silence = {
  code: undefined,
  detail: undefined,
  requestId: undefined,
  fields: [],
  retryAfterSeconds: undefined,
};

describe('a call of the API', () => {
  test('sends the token and the body to its own site, never following a redirect or using a cache', async () => {
    const seen: { url?: string; init?: RequestInit } = {};
    const call = { method: 'POST', path: '/api/sessions', body: { a: 1 }, token: 'a.b.c' } as const;

    const reply = await callApi(call, { fetch: answering('{"token":"x"}', { status: 201 }, seen) });

    expect(reply).toEqual({ kind: 'answered', body: { token: 'x' } });
    expect(seen.url).toBe('/api/sessions');
    expect(seen.init).toMatchObject({
      method: 'POST',
      body: '{"a":1}',
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      headers: { authorization: 'Bearer a.b.c', 'content-type': 'application/json' },
    });
  });

  test('tells the problem that the API described', async () => {
    const problem = { code: 'database_unavailable', detail: 'It does not answer.', requestId: 'req-1' };

    const reply = await callApi(status, { fetch: answering(JSON.stringify(problem), { status: 503 }) });

    expect(reply).toEqual({ kind: 'refused', trouble: { ...silence, status: 503, ...problem } });
  });

  test('tells the request id of the header when what stands before the API refused', async () => {
    const headers = { 'x-request-id': 'req-2' };

    const reply = await callApi(status, {
      fetch: answering('{"message":"Too Many Requests"}', { status: 429, headers }),
    });

    expect(reply).toEqual({
      kind: 'refused',
      trouble: { ...silence, status: 429, requestId: 'req-2' },
    });
  });

  test.each([
    [200, '<h1>sign in to the network</h1>', 0],
    [502, '<h1>bad gateway</h1>', 502],
    [500, '', 500],
    [500, '[1]', 500],
    [500, '{"detail":{}}', 500],
  ])('with status %i and no words of ours (%j) is a refusal without details', async (sent, body, told) => {
    const reply = await callApi(status, { fetch: answering(body, { status: sent }) });

    expect(reply).toEqual({
      kind: 'refused',
      trouble: { ...silence, status: told },
    });
  });

  test('that nobody answers is unreachable', async () => {
    const reply = await callApi(status, {
      fetch: async () => {
        throw new TypeError('Failed to fetch');
      },
    });

    expect(reply).toEqual({ kind: 'unreachable' });
  });

  test('whose answer breaks off is unreachable', async () => {
    const cut = new ReadableStream({ start: (controller) => controller.error(new Error('cut')) });

    const reply = await callApi(status, { fetch: async () => new Response(cut) });

    expect(reply).toEqual({ kind: 'unreachable' });
  });

  test('tells each field that was refused, and how long to wait', async () => {
    const field = { in: 'body', pointer: '/title', detail: 'is too long' };
    const problem = { code: 'invalid_request', errors: [field, { pointer: 1 }, null] };
    const headers = { 'retry-after': '7' };

    const reply = await callApi(status, {
      fetch: answering(JSON.stringify(problem), { status: 422, headers }),
    });

    expect(reply).toMatchObject({
      kind: 'refused',
      trouble: { fields: [{ pointer: '/title', detail: 'is too long' }], retryAfterSeconds: 7 },
    });
  });

  test.each(['Wed, 21 Oct 2026 07:28:00 GMT', '-1', ''])(
    'takes no wait from a header that names no seconds: %j',
    async (value) => {
      const headers = value === '' ? {} : { 'retry-after': value };

      const reply = await callApi(status, { fetch: answering('{}', { status: 429, headers }) });

      expect(reply).toMatchObject({ trouble: { retryAfterSeconds: undefined } });
    },
  );

  test('takes an answer without a body for done, and sends its key and its place along', async () => {
    const seen: { url?: string; init?: RequestInit } = {};
    const call = { method: 'DELETE', path: '/api/tiktok/media/1', idempotencyKey: 'key-1' } as const;

    const reply = await callApi(call, {
      origin: 'https://site.example.com',
      fetch: async (url, init) => {
        Object.assign(seen, { url: String(url), init });
        return new Response(null, { status: 204 });
      },
    });

    expect(reply).toEqual({ kind: 'answered', body: undefined });
    expect(seen.url).toBe('https://site.example.com/api/tiktok/media/1');
    expect(seen.init?.headers).toMatchObject({ 'idempotency-key': 'key-1' });
  });

  test('that is given up is unreachable', async () => {
    const reply = await callApi(
      { ...status, signal: AbortSignal.abort() },
      {
        fetch: async (_url, init) => {
          init?.signal?.throwIfAborted();
          return new Response('{}');
        },
      },
    );

    expect(reply).toEqual({ kind: 'unreachable' });
  });
});
