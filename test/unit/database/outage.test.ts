import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../../shared/core/failure.ts';
import { isOutage, nameOutage } from '../../../shared/database/outage.ts';

const withCode = (code: unknown) => Object.assign(new Error('x'), { code });

describe('an outage of the database', () => {
  test.each([
    '57P01',
    '08006',
    '53300',
    '28P01',
    '40P01',
    '40001',
    'ECONNREFUSED',
    'CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
  ])('is told by the code %s and gets its name, with the cause kept', (code) => {
    const cause = withCode(code);

    const named = nameOutage(cause);

    expect(named).toMatchObject({ code: 'database_unavailable', cause });
  });

  test.each(['23505', '22P05', 'P0001', '42501', undefined, 7])(
    'is not what the code %s says: the error stays what it is',
    (code) => {
      const error = withCode(code);

      expect([isOutage(error), nameOutage(error)]).toEqual([false, error]);
    },
  );

  test.each([undefined, null, 'ECONNREFUSED', 7])('is not what %s says when it is thrown', (thrown) => {
    expect([isOutage(thrown), nameOutage(thrown)]).toEqual([false, thrown]);
  });

  test('that has its name already keeps it', () => {
    const failure = new Failure('database_unavailable', { detail: 'x' });

    expect(nameOutage(failure)).toBe(failure);
  });
});
