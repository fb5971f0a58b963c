import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Failure } from '../../../shared/core/failure.ts';
import { NoAnswer } from '../../../shared/core/http-client.ts';
import { Secret } from '../../../shared/core/secret.ts';
import { readRefreshAnswer } from '../../../shared/platforms/tiktok/oauth.ts';
import { createTiktok } from '../../../shared/platforms/tiktok/tiktok.ts';
import { failureKindOf, isWorthAskingAgain } from '../../../shared/tokens/refresh-failure.ts';

const thrownBy = async (act: () => unknown): Promise<unknown> => {
  try {
    await act();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
};

/** What the reader of a refresh throws for an answer. */
const errorOf = (text: string, status: number) =>
  thrownBy(() => readRefreshAnswer({ status, headers: new Headers(), text }));

/** What a refresh throws when the request came to this. */
const errorWhen = (outcome: () => Promise<Response>) =>
  thrownBy(() =>
    createTiktok({
      settings: { authorizeUrl: 'https://tiktok.example/', apiUrl: 'https://tiktok.example/', pkce: 'off' },
      credentials: async () => ({
        clientKey: 'k',
        clientSecret: new Secret('s'),
        previousClientSecret: undefined,
      }),
      fetch: outcome,
    }).refresh(new Secret('rft.1')),
  );

const anyStatus = fc.constantFrom(200, 201, 400, 401, 403, 404, 429, 500, 502, 503);

/** TikTok's OAuth errors (tiktok-api.md section 2.6), and how a refresh that met one went wrong. */
const kinds = {
  access_denied: 'refused',
  invalid_client: 'misconfigured',
  invalid_grant: 'refused',
  invalid_request: 'failed',
  invalid_scope: 'misconfigured',
  unauthorized_client: 'misconfigured',
  unsupported_grant_type: 'failed',
  unsupported_response_type: 'failed',
  server_error: 'unavailable',
  temporarily_unavailable: 'unavailable',
} as const;

describe('how a refresh went wrong', () => {
  test.each(Object.entries(kinds))('by the error %s is %s, whatever the HTTP status', async (error, kind) => {
    await fc.assert(
      fc.asyncProperty(anyStatus, async (status) => {
        const text = JSON.stringify({ error, error_description: 'why', log_id: 'L' });
        const thrown = await errorOf(text, status);
        expect(failureKindOf(thrown)).toBe(kind);
        expect(isWorthAskingAgain(thrown)).toBe(false);
      }),
    );
  });

  test.each([
    ['brand_new_error', 400, 'failed'],
    ['brand_new_error', 429, 'throttled'],
    ['brand_new_error', 500, 'unavailable'],
    ['rate_limit_exceeded', 429, 'throttled'],
  ])('by the unlisted error %s and status %d is %s', async (error, status, kind) => {
    expect(failureKindOf(await errorOf(JSON.stringify({ error }), status))).toBe(kind);
  });

  test.each([
    ['<html></html>', 429, 'throttled', false],
    // A gateway's page: nothing was asked of TikTok, and nothing is said of the account.
    ['<html></html>', 401, 'unavailable', false],
    ['<html></html>', 403, 'unavailable', false],
    ['<html></html>', 404, 'unavailable', false],
    ['<html></html>', 302, 'unavailable', false],
    // A gateway's word: what is behind it may have answered, and the answer is lost.
    ['<html></html>', 502, 'unanswered', false],
    ['', 500, 'unanswered', false],
    ['<html></html>', 200, 'unanswered', true],
    ['{"access_token":"act.1","expires', 200, 'unanswered', true],
    ['{}', 200, 'unanswered', true],
  ])('by the answer %j of status %d is %s', async (text, status, kind, askAgain) => {
    const thrown = await errorOf(text, status);

    expect(failureKindOf(thrown)).toBe(kind);
    expect(isWorthAskingAgain(thrown)).toBe(askAgain);
  });

  test.each<[string, () => Promise<Response>, string, boolean]>([
    [
      'a connection that was refused',
      () => Promise.reject(new TypeError('x', { cause: { code: 'ECONNREFUSED' } })),
      'not_sent',
      false,
    ],
    [
      'an unknown host',
      () => Promise.reject(new TypeError('x', { cause: { code: 'ENOTFOUND' } })),
      'not_sent',
      false,
    ],
    [
      'a cut connection',
      () => Promise.reject(new TypeError('x', { cause: { code: 'ECONNRESET' } })),
      'unanswered',
      true,
    ],
    ['an answer too large', async () => new Response('x'.repeat(70_000)), 'unanswered', true],
    [
      'a time-out',
      () => Promise.reject(new NoAnswer('It did not answer.', { sent: true, late: true })),
      'unanswered',
      // It may still be at work there: not to be overtaken.
      false,
    ],
    [
      'a time-out before anything was sent',
      () => Promise.reject(new NoAnswer('It did not connect.', { sent: false, late: true })),
      'not_sent',
      false,
    ],
  ])('by %s is told apart by whether it was sent', async (_, outcome, kind, askAgain) => {
    const thrown = await errorWhen(outcome);

    expect(failureKindOf(thrown)).toBe(kind);
    expect(isWorthAskingAgain(thrown)).toBe(askAgain);
  });

  test.each([
    ['sealed_token_unreadable', 'token_unreadable'],
    ['platform_misconfigured', 'misconfigured'],
    ['secret_unavailable', 'not_sent'],
  ] as const)('by our own failure %s is %s', (code, kind) => {
    expect(failureKindOf(new Failure(code, { detail: 'x' }))).toBe(kind);
  });

  test.each([new TypeError('x'), new Failure('database_unavailable', { detail: 'x' }), 'text', undefined])(
    'by a surprise (case %#) is taken for an answer that was lost, and not asked for again at once',
    (error) => {
      expect(failureKindOf(error)).toBe('unanswered');
      expect(isWorthAskingAgain(error)).toBe(false);
    },
  );
});
