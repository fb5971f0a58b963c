import { describe, expect, test } from '@jest/globals';
import { readAnswer } from '../../../infra/local/runtime/http-answer.ts';
import { createEvent, type EventFacts } from '../../../infra/local/runtime/http-event.ts';
import { requestWith } from './api-model.ts';

const facts: EventFacts = {
  apiId: 'abc123',
  accountId: '000000000000',
  region: 'eu-central-1',
  routeKey: 'POST /api/things',
  routePath: '/api/things',
  pathParameters: {},
  requestId: '0a1b2c3d-0000-4000-8000-000000000000',
  now: new Date('2020-03-12T19:03:58.390Z'),
};

const eventOf = (request: Parameters<typeof requestWith>[0]) => createEvent(requestWith(request), facts);

describe('the event of payload format 2.0', () => {
  test('joins repeated headers and query parameters by commas and keeps cookies apart', () => {
    const event = eventOf({
      target: '/api/th%C3%AEngs?a=1&a=2&b=%26+x',
      headers: [
        ['X-Tag', 'one'],
        ['x-tag', 'two'],
        ['Cookie', 'a=1; b=2'],
      ],
    });

    expect(event).toMatchObject({
      version: '2.0',
      rawPath: '/api/thîngs',
      rawQueryString: 'a=1&a=2&b=%26+x',
      queryStringParameters: { a: '1,2', b: '& x' },
      cookies: ['a=1', 'b=2'],
      headers: { 'x-tag': 'one,two', host: 'abc123.execute-api.eu-central-1.amazonaws.com' },
    });
    expect(event.headers).not.toHaveProperty('cookie');
  });

  test('says when and from where the request came', () => {
    const { requestContext } = eventOf({ sourceIp: '::1', headers: [['User-Agent', 'curl/8']] });

    expect(requestContext).toMatchObject({
      stage: '$default',
      time: '12/Mar/2020:19:03:58 +0000',
      timeEpoch: 1584039838390,
      http: { method: 'GET', sourceIp: '::1', userAgent: 'curl/8', protocol: 'HTTP/1.1' },
    });
  });

  test.each([
    ['application/json; charset=utf-8', '{"a":"é"}', false],
    ['text/plain', 'x', false],
    ['application/xml', '<x/>', false],
    ['application/x-www-form-urlencoded', 'a=1', true],
    ['application/octet-stream', 'x', true],
    ['application/problem+json', '{}', true],
  ])('passes a body of type %s on as API Gateway does', (type, body, isBase64Encoded) => {
    const event = eventOf({ body: Buffer.from(body), headers: [['content-type', type]] });

    expect(event).toMatchObject({
      isBase64Encoded,
      body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
    });
  });

  test('never damages bytes that are no text', () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x00]);

    const event = eventOf({ body: bytes, headers: [['content-type', 'application/json']] });

    expect(event).toMatchObject({ isBase64Encoded: true, body: bytes.toString('base64') });
  });
});

describe('the answer made of what a function returned', () => {
  test('with a status code has its headers, cookies and decoded body', () => {
    const answer = readAnswer({
      statusCode: 201,
      headers: { 'X-Tag': 7 },
      cookies: ['a=1', 'b=2'],
      body: Buffer.from([1, 2, 255]).toString('base64'),
      isBase64Encoded: true,
    });

    expect(answer.status).toBe(201);
    expect(answer.headers).toEqual({
      'content-type': 'text/plain;charset=UTF-8',
      'x-tag': '7',
      'set-cookie': ['a=1', 'b=2'],
    });
    expect([...answer.body]).toEqual([1, 2, 255]);
  });

  test('without one is 200 with the value as JSON', () => {
    const answer = readAnswer({ hello: 1 });

    expect([answer.status, answer.headers['content-type'], answer.body.toString()]).toEqual([
      200,
      'application/json',
      '{"hello":1}',
    ]);
  });

  test.each([{ statusCode: 'x' }, { statusCode: 42 }, { statusCode: 200, body: { a: 1 } }])(
    'of a wrong form (%j) is a 500',
    (payload) => {
      expect(readAnswer(payload).status).toBe(500);
    },
  );
});
