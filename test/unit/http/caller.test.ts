import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Caller, decodeVerdict, encodeVerdict } from '../../../shared/http/caller.ts';

const caller: Caller = {
  kind: 'session',
  userId: 'user',
  tenant: 'tenant',
  scopes: ['read', 'connect'],
  expiresAt: new Date(1_800_000_000_000),
  sessionStartedAt: new Date(1_799_999_999_000),
};

describe('a verdict', () => {
  test.each([caller, { ...caller, kind: 'crm' as const, scopes: [], sessionStartedAt: undefined }])(
    'on a caller comes through the authorizer’s context as it was (case %#)',
    (one) => {
      const verdict = { verdict: 'valid', caller: one } as const;

      expect(decodeVerdict(encodeVerdict(verdict))).toEqual(verdict);
    },
  );

  test.each(['missing', 'invalid', 'expired', 'undecided'] as const)('of %s comes through', (verdict) => {
    expect(decodeVerdict(encodeVerdict({ verdict }))).toEqual({ verdict });
  });

  test('is flat text, as API Gateway takes it', () => {
    const values = Object.values(encodeVerdict({ verdict: 'valid', caller }));

    expect(values.every((value) => typeof value === 'string')).toBe(true);
  });

  test('that anything is missing from is no entry', () => {
    const context = encodeVerdict({ verdict: 'valid', caller });
    const needed = ['verdict', 'kind', 'userId', 'tenant', 'expiresAt'];

    for (const key of needed) {
      const { [key]: _left, ...rest } = context;
      expect(decodeVerdict(rest)).toEqual({ verdict: 'undecided' });
      expect(decodeVerdict({ ...context, [key]: '' })).toEqual({ verdict: 'undecided' });
    }
  });

  test('made of anything else never lets anybody in', () => {
    fc.assert(
      fc.property(fc.option(fc.dictionary(fc.string(), fc.anything()), { nil: undefined }), (context) => {
        expect(decodeVerdict(context).verdict).not.toBe('valid');
      }),
    );
  });
});
