import { describe, expect, test } from '@jest/globals';
import { disconnect } from '../../../shared/contract/routes/disconnect.ts';
import { getHealth } from '../../../shared/contract/routes/get-health.ts';
import { receiveWebhook } from '../../../shared/contract/routes/receive-webhook.ts';
import { Failure } from '../../../shared/core/failure.ts';
import { type Caller, encodeVerdict } from '../../../shared/http/caller.ts';
import { answerUnopened, endpoint, type HttpEvent } from '../../../shared/http/endpoint.ts';
import { collectLog } from '../../support/collected-log.ts';

const now = new Date('2026-11-22T09:30:00Z');
const caller: Caller = {
  kind: 'crm',
  userId: 'u',
  tenant: 't',
  scopes: ['connect'],
  expiresAt: new Date(now.getTime() + 1),
  sessionStartedAt: undefined,
};

/** As API Gateway hands it over; the parts that nothing here reads are left out. */
const eventOf = (changes: object, lambda?: object): HttpEvent => {
  const event = {
    rawPath: '/api/test',
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: { requestId: 'r-1', ...(lambda === undefined ? {} : { authorizer: { lambda } }) },
    body: '{"accountId":"a"}',
    isBase64Encoded: false,
    ...changes,
  };
  return JSON.parse(JSON.stringify(event));
};

const disconnected = {
  status: 200,
  body: { accountId: 'a', state: 'disconnected', revokedAtPlatform: true, detail: '' },
} as const;

const dependencies = () => ({ clock: () => now, log: collectLog() });

const guarded = (lambda?: object) =>
  endpoint(disconnect, dependencies())(async () => disconnected)(eventOf({}, lambda));

describe('the edge', () => {
  test('admits a caller with the scope until the moment its token expires', async () => {
    const valid = encodeVerdict({ verdict: 'valid', caller });
    const expired = encodeVerdict({ verdict: 'valid', caller: { ...caller, expiresAt: now } });

    expect((await guarded(valid)).statusCode).toBe(200);
    expect((await guarded(expired)).statusCode).toBe(401);
  });

  test.each([
    ['no authorizer at all', undefined],
    ['an empty context', {}],
    ['a verdict of another kind', { verdict: 'yes' }],
    ['a valid verdict on nobody', { verdict: 'valid' }],
    ['no expiry', { ...encodeVerdict({ verdict: 'valid', caller }), expiresAt: 'soon' }],
  ])('lets nobody in by %s', async (_what, lambda) => {
    const answer = await guarded(lambda);

    expect(answer.statusCode).toBe(503);
  });

  test('hands a webhook its exact bytes and looks at nothing in them', async () => {
    const bytes = Buffer.from([0, 255, 123]);
    let seen: Uint8Array = Buffer.alloc(0);
    const receive = endpoint(
      receiveWebhook,
      dependencies(),
    )(async (request) => {
      seen = request.bytes;
      return { status: 200 };
    });

    const event = eventOf({
      body: bytes.toString('base64'),
      isBase64Encoded: true,
      rawQueryString: 'a=1&a=2',
    });
    const answer = await receive(event);

    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    expect(Buffer.from(seen)).toEqual(bytes);
  });

  test('answers a failure by its code, with what it says about trying again', async () => {
    const failing = endpoint(
      getHealth,
      dependencies(),
    )(async () => {
      throw new Failure('queue_unavailable', {
        detail: 'Later.',
        retryAfterSeconds: 7,
        cause: new Error('10.0.0.1'),
      });
    });

    const answer = await failing(eventOf({ body: undefined, headers: {} }));

    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '7', 'x-request-id': 'r-1' } });
    expect(JSON.parse(answer.body ?? '')).toEqual({
      type: 'urn:creator-connect:problem:queue-unavailable',
      title: 'The queue does not answer',
      status: 503,
      detail: 'Later.',
      instance: '/api/test',
      code: 'queue_unavailable',
      requestId: 'r-1',
    });
  });

  test('answers even a thrown text or nothing as a plain 500', async () => {
    for (const thrown of ['secret text', undefined, null, { code: 'account_not_found' }]) {
      const failing = endpoint(getHealth, dependencies())(() => Promise.reject(thrown));

      const answer = await failing(eventOf({ body: undefined, headers: {} }));

      expect(answer.statusCode).toBe(500);
      expect(answer.body).not.toContain('secret text');
    }
  });

  test('answers for a function that could not be opened as for one that failed', () => {
    const log = collectLog();
    const answer = answerUnopened(() => log);

    const known = answer(new Failure('secret_unavailable', { detail: 'Later.' }), eventOf({}));
    const surprise = answer(new Error('SIGNING_SECRET_ARN is not set'), eventOf({}));

    expect([known.statusCode, surprise.statusCode]).toEqual([503, 500]);
    expect(surprise.body).not.toContain('SIGNING_SECRET_ARN');
    expect(log.text()).toContain('SIGNING_SECRET_ARN');
  });
});
