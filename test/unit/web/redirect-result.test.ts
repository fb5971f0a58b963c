import { describe, expect, test } from '@jest/globals';
import { failureCodes } from '../../../shared/core/failure.ts';
import { catalogues } from '../../../web/pages/connect/messages.ts';
import { judgeResult } from '../../../web/pages/connect/notice.ts';
import type { View } from '../../../web/pages/connect/page-state.ts';
import type { Account } from '../../../web/pages/connect/read-accounts.ts';
import { readRedirectResult } from '../../../web/pages/connect/redirect-result.ts';

const account = (differing: Partial<Account> = {}): Account => ({
  accountId: 'account-1',
  displayName: 'Lina Martin',
  username: 'lina',
  avatarUrl: null,
  missingScopes: [],
  state: 'connected',
  stateReason: null,
  connectedAt: '2026-02-03T10:00:00.000Z',
  ...differing,
});

const listing = (...accounts: readonly Account[]): View => ({ kind: 'accounts', accounts });
const connected = { kind: 'connected', accountId: 'account-1' } as const;
const denied = { kind: 'failed', code: 'authorization_denied' } as const;
const trouble: View = {
  kind: 'trouble',
  trouble: { status: 503, code: 'database_unavailable', detail: undefined, requestId: undefined },
};

/** What the callback can end with, derived from the codes and not from the page's own list. */
const callbackCodes = failureCodes.filter(
  (code) =>
    /^(authorization|platform)_|^(?!media_).*_unavailable$/.test(code) ||
    ['account_linked_elsewhere', 'internal_error', 'sealed_token_unreadable'].includes(code),
);

describe('the result of the way through TikTok', () => {
  test('is read from the query and leaves the rest of it', () => {
    const read = readRedirectResult('?a=1&tiktok=connected&accountId=account-1&b=x%20y');

    expect(read).toEqual({
      result: { kind: 'connected', accountId: 'account-1' },
      cleanSearch: '?a=1&b=x+y',
    });
  });

  test('leaves nothing when there is nothing else', () => {
    expect(readRedirectResult('?tiktok=error&code=authorization_denied')).toEqual({
      result: { kind: 'failed', code: 'authorization_denied' },
      cleanSearch: '',
    });
  });

  test.each(['', '?', '?code=x', '?tiktok=', '?tiktok=maybe'])('is none in %j', (search) => {
    expect(readRedirectResult(search)).toBeUndefined();
  });

  test.each(['en', 'fr'] as const)('has words of its own for every code that can come, in %s', (language) => {
    const messages = catalogues[language];

    const texts = callbackCodes.map((code) => {
      const notice = judgeResult({ kind: 'failed', code }, listing(), messages);
      return typeof notice === 'string' ? notice : notice.text;
    });

    expect(callbackCodes.length).toBeGreaterThanOrEqual(16);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts).not.toContain(messages.failedOtherwise);
    for (const text of texts) expect(text).not.toMatch(/_|undefined/);
  });

  test.each(['from_the_future', 'toString', '__proto__', ''])(
    'is told in general words for a code that the page does not know: %j',
    (code) => {
      const notice = judgeResult({ kind: 'failed', code }, listing(), catalogues.en);

      expect(notice).toEqual({ tone: 'bad', text: catalogues.en.failedOtherwise });
    },
  );

  test('names the account that was connected', () => {
    const named = judgeResult(connected, listing(account()), catalogues.en);
    const unnamed = judgeResult(connected, listing(account({ displayName: null })), catalogues.en);

    expect(named).toEqual({ tone: 'good', text: 'Lina Martin is connected.' });
    expect(unnamed).toEqual({ tone: 'good', text: '@lina is connected.' });
  });

  test('warns when the creator did not allow all of it', () => {
    const accounts = listing(account({ missingScopes: ['video.publish'] }));

    const notice = judgeResult(connected, accounts, catalogues.en);

    expect(notice).toEqual({
      tone: 'warn',
      text: 'Lina Martin is connected, but not everything was allowed.',
    });
  });

  test.each([
    ['is not in the list', 'anything', account()],
    ['is in the list in another state', 'account-1', account({ state: 'revoked' })],
    ['was not named', undefined, account()],
  ])('claims no success for an account that %s', (_case, accountId, listed) => {
    const notice = judgeResult({ kind: 'connected', accountId }, listing(listed), catalogues.en);

    expect(notice).toEqual({ tone: 'warn', text: catalogues.en.connectedUnconfirmed });
  });

  test.each(['missing', 'ended'] as const)('is told to nobody whose session is %s', (reason) => {
    const view: View = { kind: 'no-session', reason };

    const verdicts = [connected, denied].map((result) => judgeResult(result, view, catalogues.en));

    expect(verdicts).toEqual(['nothing', 'nothing']);
  });

  test.each([trouble, { kind: 'offline' }, { kind: 'loading' }] satisfies View[])(
    'keeps a success until the list can confirm it, and tells a failure at once: $kind',
    (view) => {
      const success = judgeResult(connected, view, catalogues.en);
      const failure = judgeResult(denied, view, catalogues.en);

      expect(success).toBe('wait');
      expect(failure).toEqual({ tone: 'warn', text: catalogues.en.failures.authorization_denied });
    },
  );
});
