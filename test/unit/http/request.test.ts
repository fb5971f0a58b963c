import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { defineRoute } from '../../../shared/contract/rows.ts';
import { Failure } from '../../../shared/core/failure.ts';
import { limitBody, parseRequest, readBytes } from '../../../shared/http/request.ts';

const route = defineRoute({
  operationId: 'test',
  trigger: 'http',
  method: 'POST',
  path: '/api/test/{id}',
  summary: '',
  auth: { kind: 'none' },
  uses: [],
  timeoutSeconds: 1,
  memoryMb: 128,
  throttle: { ratePerSecond: 1, burst: 1 },
  maxBodyBytes: 10,
  params: z.strictObject({ id: z.string().max(3) }),
  query: z.strictObject({ q: z.string().optional() }),
  body: z.strictObject({ list: z.array(z.strictObject({ 'a/b~c': z.number() })) }),
  replies: {},
  failures: [],
});

/** As API Gateway hands it over; the parts that nothing here reads are left out. */
const eventOf = (changes: object): Parameters<typeof parseRequest>[1] => {
  const event = {
    rawQueryString: '',
    rawPath: '/api/test/1',
    headers: { 'content-type': 'application/json' },
    pathParameters: { id: '1' },
    isBase64Encoded: false,
    body: '{"list":[]}',
    ...changes,
  };
  return JSON.parse(JSON.stringify(event));
};

const parse = (changes: object) => {
  const event = eventOf(changes);
  return parseRequest(route, event, readBytes(event));
};

const failureOf = (act: () => unknown): Failure => {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
};

describe('a request', () => {
  test('is decoded once: what was encoded twice stays encoded', () => {
    expect(parse({ rawQueryString: 'q=%252A%21+x' }).query).toEqual({ q: '%2A! x' });
  });

  test('has the bytes that were sent, as text or as base64', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const body = Buffer.from(bytes).toString('base64');

        expect(Buffer.from(readBytes(eventOf({ body, isBase64Encoded: true })))).toEqual(Buffer.from(bytes));
      }),
    );
    expect(Buffer.from(readBytes(eventOf({ body: 'é' })))).toEqual(Buffer.from([0xc3, 0xa9]));
  });

  test('that is wrong inside a list is told where, by a pointer with its escapes', () => {
    const body = '{"list":[{"a/b~c":1},{"a/b~c":"1","x":2}]}';

    const { errors } = failureOf(() => parse({ body }));

    expect(errors.map(({ pointer }) => pointer)).toEqual(['/list/1/a~1b~0c', '/list/1/x']);
  });

  test('with a path parameter that is wrong is told so', () => {
    const { errors } = failureOf(() => parse({ pathParameters: { id: 'long' } }));

    expect(errors).toMatchObject([{ in: 'path', pointer: '/id' }]);
  });

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    ' application/json ;x=y',
  ])('that says it is %s is JSON', (type) => {
    expect(parse({ headers: { 'content-type': type } }).body).toEqual({ list: [] });
  });

  test.each(['application/json; charset=latin1', 'application/jsonp', 'text/json', ''])(
    'that says it is "%s" is not read as JSON',
    (type) => {
      expect(failureOf(() => parse({ headers: { 'content-type': type } })).code).toBe(
        'unsupported_media_type',
      );
    },
  );

  test('that is no JSON leaves none of itself in the failure', () => {
    const failure = failureOf(() => parse({ body: 'act.secret' }));

    expect(failure.code).toBe('invalid_json');
    expect(JSON.stringify([failure.message, failure.cause, failure.detail])).not.toContain('act.');
  });

  test('is limited by its bytes, not by its characters', () => {
    expect(() => limitBody(route, Buffer.from('x'.repeat(10)))).not.toThrow();
    expect(failureOf(() => limitBody(route, Buffer.from('é'.repeat(6)))).code).toBe('body_too_large');
  });
});
