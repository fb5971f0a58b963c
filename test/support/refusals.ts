import { expect, test } from '@jest/globals';
import { type Scope, scopes } from '../../shared/contract/rows.ts';
import type { Api } from './api.ts';
import { mintUnsignedToken } from './tokens.ts';

/** A request that a route would serve, were it not for what a test spoils. */
export interface Call {
  readonly method: string;
  readonly target: string;
  readonly json?: unknown;
}

const largestBodyBytes = 16_384;

/** Registers the tests of a 401: nobody without a valid token gets in. */
export const testUnauthenticated = (api: Api, call: Call): void => {
  const wish = call.json === undefined ? {} : { json: call.json };
  const tokens: Readonly<Record<string, () => Promise<string> | string>> = {
    'that is garbled': () => 'not.a.token',
    'that is signed with another secret': () =>
      api.token({ secret: 'another-secret-of-more-than-32-bytes!' }),
    'that is not signed': () => mintUnsignedToken(api.now()),
    'for another audience': () => api.token({ audience: 'another-service' }),
    'that lives for more than an hour': () => api.token({ livesSeconds: 3700 }),
    'without a user': () => api.token({ user: '' }),
    'whose user holds a NUL': () => api.token({ user: 'user\0' }),
    'that says it is a session without a beginning': () => api.token({ claims: { kind: 'session' } }),
    'that is not valid yet': async () =>
      api.token({ claims: { nbf: Math.floor(api.now().getTime() / 1000) + 600 } }),
  };

  test('a request without a token is refused, and told how to authenticate', async () => {
    const answer = await api.request(call.method, call.target, wish);

    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'unauthenticated' });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  test.each(Object.keys(tokens))('a token %s is refused', async (kind) => {
    const token = await tokens[kind]?.();

    const answer = await api.request(call.method, call.target, { ...wish, token });

    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'unauthenticated' });
  });

  test('an expired token is refused and says so', async () => {
    const token = await api.token({ livesSeconds: -1 });

    const answer = await api.request(call.method, call.target, { ...wish, token });

    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'token_expired' });
    expect(answer.headers['www-authenticate']).toContain('invalid_token');
  });

  test('a token in another scheme is no token', async () => {
    const token = await api.token();
    const headers = { authorization: `Basic ${token}` };

    const answer = await api.request(call.method, call.target, { ...wish, headers });

    expect(answer.status).toBe(401);
  });
};

/** Registers the tests of a 403: every scope but the right one is not enough. */
export const testWithoutScope = (api: Api, call: Call, needed: Scope): void => {
  const others = scopes.filter((scope) => scope !== needed);

  test.each([others.join(' '), ''])(
    `the scopes "%s" are not enough where "${needed}" is needed`,
    async (scope) => {
      const token = await api.token({ scope });

      const answer = await api.request(call.method, call.target, { token, json: call.json });

      expect(answer.status).toBe(403);
      expect(answer.body).toMatchObject({ code: 'insufficient_scope' });
      expect(answer.headers['www-authenticate']).toContain('insufficient_scope');
    },
  );
};

/** Registers the test of a 413: one byte over the limit is refused before anything looks at it. */
export const testTooLarge = (api: Api, call: Call, limitBytes = largestBodyBytes): void => {
  test('a body one byte over the limit is refused before its caller or its content is judged', async () => {
    const headers = { 'content-type': 'application/json' };

    const answer = await api.request(call.method, call.target, {
      headers,
      body: Buffer.alloc(limitBytes + 1, 'x'),
    });

    expect(answer.status).toBe(413);
    expect(answer.body).toMatchObject({ code: 'body_too_large' });
  });

  test('a body of exactly the limit is not refused for its size', async () => {
    const headers = { 'content-type': 'application/json' };

    const answer = await api.request(call.method, call.target, {
      headers,
      body: Buffer.alloc(limitBytes, 'x'),
    });

    expect(answer.status).not.toBe(413);
  });
};

/** Registers the test of a 415: a body is JSON or it is refused. */
export const testOtherMediaTypes = (api: Api, call: Call): void => {
  const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json'];

  test.each(types)('a body that says it is %s is refused', async (type) => {
    const headers = { 'content-type': type };

    const answer = await api.request(call.method, call.target, {
      token: await api.token({ scope: 'admin connect read publish operate' }),
      headers,
      body: JSON.stringify(call.json),
    });

    expect(answer.status).toBe(415);
    expect(answer.body).toMatchObject({ code: 'unsupported_media_type' });
  });

  test('a body without a content type is refused', async () => {
    const answer = await api.request(call.method, call.target, {
      token: await api.token(),
      body: JSON.stringify(call.json),
    });

    expect(answer.status).toBe(415);
  });
};

/** What a dependency throws in a test of surprises; no part of it may reach a caller. */
export const surprise = (): never => {
  throw new TypeError('relation "internal_detail" at 10.0.3.7 broke');
};

/** Registers the test of a 500 on an API of which some dependency throws `surprise`. */
export const testSurprise = (api: Api, call: Call, token?: () => Promise<string>): void => {
  test('a surprise is a plain 500 that tells the caller nothing and the log everything', async () => {
    const json = call.json === undefined ? {} : { json: call.json };

    const answer = await api.request(call.method, call.target, { ...json, token: await token?.() });

    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ code: 'internal_error' });
    expect(answer.text).not.toMatch(/internal_detail|10\.0\.3\.7|TypeError|stack/);
    const line = api.log.lines.findLast(({ level }) => level === 'error');
    expect(line?.fields).toMatchObject({ requestId: answer.headers['x-request-id'] });
    expect(JSON.stringify(line?.fields)).toContain('internal_detail');
  });
};

/** The pointers of the fields that a problem document names. */
export const pointersOf = (body: unknown): string[] => {
  const errors: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'errors') : [];
  if (!Array.isArray(errors)) return [];
  return errors.map((error: { in: string; pointer: string }) => `${error.in} ${error.pointer}`);
};

/** An account store whose every call is a surprise. */
export const brokenAccounts = {
  list: surprise,
  find: surprise,
  findOwn: surprise,
  saveConnection: surprise,
  saveProfile: surprise,
  disconnect: surprise,
};
