import { describe, expect, test } from '@jest/globals';
import { failureCodes } from '../../../shared/core/failure.ts';
import { catalogues } from '../../../web/pages/connect/messages.ts';
import { judgeResult } from '../../../web/pages/connect/notice.ts';
import type { Account } from '../../../web/pages/connect/read-replies.ts';
import { type RedirectResult, readRedirectResult } from '../../../web/pages/connect/redirect-result.ts';

const account = (differing: Partial<Account> = {}): Account => ({
  accountId: 'account-1',
  displayName: 'Lina Martin',
  username: 'lina',
  avatarUrl: null,
  scopes: [],
  missingScopes: [],
  state: 'connected',
  stateReason: null,
  stateReasonCode: 'connected',
  connectedAt: '2026-02-03T10:00:00.000Z',
  refreshExpiresAt: null,
  ...differing,
});

const connected = { kind: 'connected', accountId: 'account-1' } as const;
const denied = { kind: 'failed', code: 'authorization_denied' } as const;
const known = catalogues.en.failures;

const judge = (result: RedirectResult, accounts: readonly Account[] | undefined) =>
  judgeResult({ result, session: 'active', accounts, known });

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
    const { failures, failedOtherwise } = catalogues[language];

    const notices = callbackCodes.map((code) => judge({ kind: 'failed', code }, []));
    const texts = callbackCodes.map((code) => new Map(Object.entries(failures)).get(code));

    expect(callbackCodes.length).toBeGreaterThanOrEqual(16);
    expect(notices).toMatchObject(callbackCodes.map((code) => ({ text: `failures.${code}` })));
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts).not.toContain(failedOtherwise);
    for (const text of texts) expect(text).toMatch(/^[^_]+$/);
  });

  test.each(['from_the_future', 'toString', '__proto__', ''])(
    'is told in general words for a code that the page does not know: %j',
    (code) => {
      expect(judge({ kind: 'failed', code }, [])).toEqual({ tone: 'bad', text: 'failedOtherwise' });
    },
  );

  test('names the account that was connected', () => {
    const named = judge(connected, [account()]);
    const unnamed = judge(connected, [account({ displayName: null })]);

    expect(named).toEqual({ tone: 'good', text: 'connected', name: 'Lina Martin' });
    expect(unnamed).toEqual({ tone: 'good', text: 'connected', name: '@lina' });
  });

  test('warns when the creator did not allow all of it', () => {
    const notice = judge(connected, [account({ missingScopes: ['video.publish'] })]);

    expect(notice).toEqual({ tone: 'warn', text: 'connectedInPart', name: 'Lina Martin' });
  });

  test('says that another account came back than the one that was to be connected again', () => {
    const meant = account({ accountId: 'account-2', displayName: 'Zoë', missingScopes: ['video.publish'] });
    const result = { ...connected, meantId: 'account-2' };

    expect(judge(result, [account(), meant])).toEqual({
      tone: 'warn',
      text: 'connectedOther',
      name: 'Lina Martin',
      meant: 'Zoë',
    });
    expect(judge({ ...connected, meantId: 'account-1' }, [account()])).toMatchObject({ text: 'connected' });
    expect(judge({ ...connected, meantId: 'gone' }, [account()])).toMatchObject({ text: 'connected' });
  });

  test.each([
    ['is not in the list', 'anything', account()],
    ['is in the list in another state', 'account-1', account({ state: 'revoked' })],
    ['was not named', undefined, account()],
  ])('claims no success for an account that %s', (_case, accountId, one) => {
    const notice = judge({ kind: 'connected', accountId }, [one]);

    expect(notice).toEqual({ tone: 'warn', text: 'connectedUnconfirmed' });
  });

  test.each(['missing', 'ended'] as const)('is told to nobody whose session is %s', (session) => {
    const verdicts = [connected, denied].map((result) =>
      judgeResult({ result, session, accounts: [account()], known }),
    );

    expect(verdicts).toEqual(['nothing', 'nothing']);
  });

  test('keeps a success until the list can confirm it, and tells a failure without it', () => {
    expect(judge(connected, undefined)).toBe('wait');
    expect(judge(denied, undefined)).toEqual({ tone: 'warn', text: 'failures.authorization_denied' });
  });
});
