import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Scope, scopes } from '../../../shared/contract/rows.ts';
import { isFailure } from '../../../shared/core/failure.ts';
import type { Caller } from '../../../shared/http/caller.ts';
import { decideSession, sessionLifetimeMs } from '../../../shared/http/session.ts';

const now = new Date('2026-11-22T09:30:00Z');
const someScopes = fc.subarray<Scope>([...scopes]);
const caller: fc.Arbitrary<Caller> = fc
  .record({
    kind: fc.constantFrom('crm' as const, 'session' as const),
    userId: fc.constantFrom('one', 'two'),
    tenant: fc.constantFrom('a', 'b'),
    scopes: someScopes,
    agoMs: fc.integer({ min: 0, max: 2 * sessionLifetimeMs }),
  })
  .map(({ agoMs, ...rest }) => ({
    ...rest,
    expiresAt: new Date(now.getTime() + 1000),
    sessionStartedAt: rest.kind === 'session' ? new Date(now.getTime() - agoMs) : undefined,
  }));
const wish = fc.record({
  userId: fc.constantFrom('one', 'two'),
  scopes: someScopes,
  ttlSeconds: fc.integer({ min: 60, max: 3600 }),
});

test('whatever is asked for, a session is never wider, longer or somebody else’s than its caller may give', () => {
  fc.assert(
    fc.property(caller, wish, (asking, wanted) => {
      let session: Caller;
      try {
        session = decideSession(asking, wanted, now);
      } catch (error) {
        if (isFailure(error, 'insufficient_scope') || isFailure(error, 'session_ended')) return;
        throw error;
      }

      const isAdmin = asking.kind === 'crm' && asking.scopes.includes('admin');
      const startedAt = session.sessionStartedAt?.getTime() ?? 0;
      expect(session).toMatchObject({ kind: 'session', tenant: asking.tenant, userId: wanted.userId });
      expect(session.scopes).not.toContain('operate');
      if (!isAdmin) {
        expect(session.userId).toBe(asking.userId);
        expect(session.scopes.every((scope) => asking.scopes.includes(scope))).toBe(true);
      }
      expect(startedAt).toBe((asking.sessionStartedAt ?? now).getTime());
      expect(session.expiresAt.getTime()).toBeGreaterThan(now.getTime());
      expect(session.expiresAt.getTime()).toBeLessThanOrEqual(startedAt + sessionLifetimeMs);
      expect(session.expiresAt.getTime()).toBeLessThanOrEqual(now.getTime() + wanted.ttlSeconds * 1000);
    }),
    { numRuns: 1000 },
  );
});

describe('a renewal', () => {
  const renewing = (agoMs: number): Caller => ({
    kind: 'session',
    userId: 'one',
    tenant: 'a',
    scopes: ['read'],
    expiresAt: now,
    sessionStartedAt: new Date(now.getTime() - agoMs),
  });
  const same = { userId: 'one', scopes: ['read'] as const, ttlSeconds: 900 };

  test('a millisecond before the end is cut to that millisecond', () => {
    const session = decideSession(renewing(sessionLifetimeMs - 1), same, now);

    expect(session.expiresAt.getTime()).toBe(now.getTime() + 1);
  });

  test('at the end is refused', () => {
    expect(() => decideSession(renewing(sessionLifetimeMs), same, now)).toThrow('session_ended');
  });
});
