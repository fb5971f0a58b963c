import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../../shared/core/failure.ts';
import { describeError } from '../../../shared/core/log.ts';
import { Secret } from '../../../shared/core/secret.ts';

describe('what a log holds of an error', () => {
  test('is its name, message and code down the causes', () => {
    const cause = Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' });
    const failure = new Failure('database_unavailable', { detail: 'Try again.', cause });

    const described = describeError(failure);

    expect(described).toMatchObject({
      name: 'Failure',
      code: 'database_unavailable',
      cause: { message: 'connection refused', code: 'ECONNREFUSED' },
    });
  });

  test('is never its other fields, where a driver keeps the values of a statement', () => {
    const error = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (token)=(act.secret)',
      parameters: ['act.secret'],
      query: "insert 'act.secret'",
      token: new Secret('act.secret'),
    });

    const described = JSON.stringify(describeError(new Error('outer', { cause: error })));

    expect(described).toContain('23505');
    expect(described).not.toContain('act.secret');
  });

  test('ends with a chain of causes that is too long or turns back on itself', () => {
    const error = new Error('a');
    error.cause = error;

    const described = JSON.stringify(describeError(error));

    expect(described.length).toBeLessThan(5_000);
  });

  test('says of something that is no error what kind of thing it is, and not what it holds', () => {
    expect(describeError('act.secret')).toEqual({ name: 'string' });
  });
});
