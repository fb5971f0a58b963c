import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createId, isId } from '../../../shared/core/ids.ts';

const moment = fc.integer({ min: 0, max: 4_102_444_800_000 }).map((ms) => new Date(ms));

describe('an id', () => {
  test('is a UUID of version 7, and known as one', () => {
    fc.assert(
      fc.property(moment, (now) => {
        const id = createId(now);
        return isId(id) && id[14] === '7' && '89ab'.includes(id[19] ?? '');
      }),
    );
  });

  test('sorts by its time', () => {
    fc.assert(fc.property(moment, moment, (one, other) => one >= other || createId(one) < createId(other)));
  });

  test('is never the same twice', () => {
    const ids = Array.from({ length: 10_000 }, () => createId(new Date(0)));

    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is not what merely looks like one', () => {
    const id = createId(new Date(0));
    const others = ['', `${id} `, `${id}\n`, id.toUpperCase(), id.replaceAll('-', ''), `x${id.slice(1)}`];

    expect(others.map(isId)).toEqual(others.map((other) => other === id));
  });
});
