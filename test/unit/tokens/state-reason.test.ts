import { describe, expect, test } from '@jest/globals';
import { stateReasonCode } from '../../../shared/contract/schemas.ts';
import { connectedReason, explainState, missingScopes } from '../../../shared/tokens/state-reason.ts';

const scopes = { platform: 'tiktok', requestedScopes: ['one', 'two'], grantedScopes: ['one', 'two'] };
const explain = (stateReason: string): string => explainState({ stateReason, ...scopes });

/** Every reason that the API names; what was not granted is told by its scopes. */
const reasons = stateReasonCode.options.filter((code) => code !== 'scopes_missing');
const needLogin = [
  'refresh_refused',
  'refresh_token_expired',
  'refresh_answer_lost',
  'refresh_in_doubt',
  'refresh_keeps_failing',
  'token_unreadable',
  'removed_by_creator',
];

describe('the reason of a state', () => {
  test.each(reasons)('%s is a sentence that a person understands, without a word of ours', (reason) => {
    const sentence = explain(reason);

    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toMatch(
      /_|lease|attempt|journal|refresh|version|row|grant|sealed|invalid|OAuth|API|null/i,
    );
  });

  test('has a sentence of its own for each', () => {
    expect(reasons.length).toBe(15);
    expect(new Set(reasons.map(explain)).size).toBe(reasons.length);
  });

  test.each(needLogin)('%s says what to do', (reason) => {
    expect(explain(reason)).toContain('Connect it again');
  });

  test.each(['of_tomorrow', '', 'constructor', '__proto__', 'toString'])(
    'that is not known (%j) is told as unknown, and the word itself is not shown',
    (reason) => {
      expect(explain(reason)).toBe(explain('unknown'));
    },
  );
});

describe('scopes that were not granted', () => {
  test('are named in the order they were asked for; what was granted besides is nobody’s concern', () => {
    const account = {
      platform: 'tiktok',
      requestedScopes: ['three', 'two', 'one'],
      grantedScopes: ['two', 'extra'],
    };

    expect(missingScopes(account.requestedScopes, account.grantedScopes)).toEqual(['three', 'one']);
    expect(connectedReason(account.requestedScopes, account.grantedScopes)).toBe('scopes_missing');
    expect(explainState({ ...account, stateReason: 'scopes_missing' })).toContain('three, one');
  });

  test('are none when all was granted, in whatever order', () => {
    expect(connectedReason(['one', 'two'], ['two', 'extra', 'one'])).toBe('connected');
    expect(connectedReason([], [])).toBe('connected');
  });
});
