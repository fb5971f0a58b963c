import { describe, expect, test } from '@jest/globals';
import { numberVariable, optionalVariable, requireVariable } from '../../../shared/core/env.ts';

describe('a variable of the environment', () => {
  test.each([{}, { NAME: '' }])('that must be there and is not in %j is named', (environment) => {
    expect(() => requireVariable(environment, 'NAME')).toThrow('NAME is not set');
  });

  test('that may be left out is undefined when it is empty', () => {
    expect([optionalVariable({ NAME: '' }, 'NAME'), optionalVariable({ NAME: 'x' }, 'NAME')]).toEqual([
      undefined,
      'x',
    ]);
  });

  test('that is a whole number is read as one, and its fallback taken when it is not set', () => {
    expect([numberVariable({ NAME: '12' }, 'NAME', 5), numberVariable({}, 'NAME', 5)]).toEqual([12, 5]);
  });

  test.each(['x', '1.5', 'NaN', '1e400', '9007199254740993'])(
    'of %s is no whole number, and says so',
    (text) => {
      expect(() => numberVariable({ NAME: text }, 'NAME', 5)).toThrow('NAME must be a whole number');
    },
  );
});
