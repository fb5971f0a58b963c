import { describe, expect, test } from '@jest/globals';
import { createHttpApi } from '../../../infra/local/runtime/http-api.ts';
import type { ApiModel, CorsModel } from '../../../infra/local/runtime/read-api.ts';
import type { InvocationResult } from '../../../infra/local/runtime/worker-messages.ts';
import { apiWith, fail, requestWith, routeWith, succeed } from './api-model.ts';

type Invoke = (arn: string, event: unknown) => Promise<InvocationResult>;

const handle = (api: ApiModel, invoke: Invoke, request = requestWith()) =>
  createHttpApi({ api, accountId: '000000000000', region: 'eu-central-1', invoke }).handle(request);

const text = (answer: { body: Buffer }) => answer.body.toString();

describe('the HTTP API', () => {
  test('answers an unknown path, and a known one with another method, with 404', async () => {
    const api = apiWith([routeWith()]);

    const answers = [
      await handle(api, async () => succeed('x'), requestWith({ target: '/api/others' })),
      await handle(api, async () => succeed('x'), requestWith({ method: 'POST' })),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(answers.map(text)).toEqual(['{"message":"Not Found"}', '{"message":"Not Found"}']);
  });

  test('hands path parameters over decoded, and prefers a fixed path to a variable one', async () => {
    const events: unknown[] = [];
    const api = apiWith([
      routeWith({ path: '/api/things/{id}', functionArn: 'arn:variable' }),
      routeWith({ path: '/api/things/all', functionArn: 'arn:fixed' }),
    ]);
    const invoke: Invoke = async (arn, event) => {
      events.push([arn, event]);
      return succeed('ok');
    };

    await handle(api, invoke, requestWith({ target: '/api/things/a%20b' }));
    await handle(api, invoke, requestWith({ target: '/api/things/all' }));

    expect(events).toEqual([
      [
        'arn:variable',
        expect.objectContaining({ pathParameters: { id: 'a b' }, routeKey: 'GET /api/things/{id}' }),
      ],
      ['arn:fixed', expect.anything()],
    ]);
  });

  test('turns a function that failed into a plain 500 that tells nothing', async () => {
    const answer = await handle(apiWith([routeWith()]), async () => fail('Runtime.ExitError'));

    expect([answer.status, text(answer)]).toEqual([500, '{"message":"Internal Server Error"}']);
  });

  test('gives up on a function that takes longer than the integration may', async () => {
    const api = apiWith([routeWith({ timeoutMs: 20 })]);

    const answer = await handle(api, () => new Promise(() => {}));

    expect([answer.status, text(answer)]).toEqual([503, '{"message":"Service Unavailable"}']);
  });

  test('limits a route to its burst and answers 429 beyond it', async () => {
    const api = apiWith([routeWith({ throttle: { ratePerSecond: 0.001, burst: 2 } })]);
    const { handle: serve } = createHttpApi({
      api,
      accountId: '0',
      region: 'r',
      invoke: async () => succeed({ statusCode: 204 }),
    });

    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await serve(requestWith())).status);

    expect(statuses).toEqual([204, 204, 429]);
  });

  test('refuses a body above 10 MB, and one that no longer fits into a call, with 413', async () => {
    const large = requestWith({ body: Buffer.alloc(10 * 1024 * 1024 + 1) });

    const answers = [
      await handle(apiWith([routeWith()]), async () => succeed('x'), large),
      await handle(apiWith([routeWith()]), async () => fail('RequestEntityTooLargeException')),
    ];

    expect(answers.map(({ status }) => status)).toEqual([413, 413]);
  });
});

describe('the authorizer', () => {
  const api = apiWith([routeWith({ authorizerArn: 'arn:authorizer' })]);

  test('sees the request without its body, and its context reaches the function', async () => {
    const seen = new Map<string, unknown>();
    const invoke: Invoke = async (arn, event) => {
      seen.set(arn, event);
      return succeed(arn === 'arn:authorizer' ? { isAuthorized: true, context: { verdict: 'good' } } : 'ok');
    };

    await handle(
      api,
      invoke,
      requestWith({ body: Buffer.from('x'), headers: [['Authorization', 'Bearer t']] }),
    );

    expect(seen.get('arn:authorizer')).toMatchObject({
      type: 'REQUEST',
      routeArn: 'arn:aws:execute-api:eu-central-1:000000000000:abc123/$default/GET/api/things',
      headers: { authorization: 'Bearer t' },
    });
    expect(seen.get('arn:authorizer')).not.toHaveProperty('body');
    expect(seen.get('arn:function')).toMatchObject({
      requestContext: { authorizer: { lambda: { verdict: 'good' } } },
    });
  });

  test('that refuses is a 403, and one that fails is a 500; the function is not called', async () => {
    const answers = [];
    for (const result of [succeed({ isAuthorized: false }), fail('Error')]) {
      const invoke: Invoke = async (arn) =>
        arn === 'arn:authorizer' ? result : succeed({ statusCode: 200 });
      answers.push(await handle(api, invoke));
    }

    expect(answers.map(({ status }) => status)).toEqual([403, 500]);
  });
});

describe('CORS', () => {
  const cors: CorsModel = {
    allowOrigins: ['https://crm.example'],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization'],
    exposeHeaders: ['x-request-id'],
    allowCredentials: false,
    maxAgeSeconds: 600,
  };
  const api = apiWith([routeWith()], { cors });
  const from = (origin: string, method = 'GET') => requestWith({ method, headers: [['Origin', origin]] });

  test('answers a preflight of an admitted origin without calling a function', async () => {
    const answer = await handle(api, async () => fail('called'), from('https://crm.example', 'OPTIONS'));

    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://crm.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization',
      'access-control-max-age': '600',
    });
  });

  test('tells another origin nothing', async () => {
    const answers = [
      await handle(api, async () => succeed('x'), from('https://other.example', 'OPTIONS')),
      await handle(api, async () => succeed('x'), from('https://other.example')),
    ];

    for (const { headers } of answers) expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('replaces what a function says about it', async () => {
    const payload = { statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } };

    const { headers } = await handle(api, async () => succeed(payload), from('https://crm.example'));

    expect(headers['access-control-allow-origin']).toBe('https://crm.example');
  });
});
