import { describe, expect, test } from '@jest/globals';
import { failureCodes } from '../../../shared/core/failure.ts';
import { catalogues } from '../../../web/pages/connect/messages.ts';
import { describeResult } from '../../../web/pages/connect/notice.ts';
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

/** What the callback can end with, derived from the codes and not from the page's own list. */
const callbackCodes = failureCodes.filter(
  (code) =>
    /^(authorization|platform)_|_unavailable$/.test(code) ||
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

    const texts = callbackCodes.map((code) => describeResult({ kind: 'failed', code }, [], messages).text);

    expect(callbackCodes.length).toBeGreaterThanOrEqual(16);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts).not.toContain(messages.failedOtherwise);
    for (const text of texts) expect(text).not.toMatch(/_|undefined/);
  });

  test.each(['from_the_future', 'toString', '__proto__', ''])(
    'is told in general words for a code that the page does not know: %j',
    (code) => {
      const notice = describeResult({ kind: 'failed', code }, [], catalogues.en);

      expect(notice).toEqual({ tone: 'bad', text: catalogues.en.failedOtherwise });
    },
  );

  test('names the account that was connected', () => {
    const result = { kind: 'connected', accountId: 'account-1' } as const;

    expect(describeResult(result, [account()], catalogues.en)).toEqual({
      tone: 'good',
      text: 'Lina Martin is connected.',
    });
    expect(describeResult(result, [account({ displayName: null })], catalogues.en).text).toBe(
      '@lina is connected.',
    );
  });

  test('warns when the creator did not allow all of it', () => {
    const accounts = [account({ missingScopes: ['video.publish'] })];

    const notice = describeResult({ kind: 'connected', accountId: 'account-1' }, accounts, catalogues.en);

    expect(notice.tone).toBe('warn');
  });

  test('speaks of an account that is not in the list without a name', () => {
    const notice = describeResult({ kind: 'connected', accountId: 'other' }, [account()], catalogues.en);

    expect(notice).toEqual({ tone: 'good', text: 'TikTok account is connected.' });
  });
});
