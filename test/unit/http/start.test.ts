import { afterEach, describe, expect, test } from '@jest/globals';
import { start } from '../../../functions/start.ts';

afterEach(() => {
  delete process.env['AWS_LAMBDA_FUNCTION_NAME'];
});

describe('a handler that must be opened', () => {
  test('is opened once, however many calls come at a time', async () => {
    let opened = 0;
    const handler = start<number, number>(async () => {
      opened += 1;
      return async (event) => event * 2;
    });

    expect(await Promise.all([handler(1), handler(2), handler(3)])).toEqual([2, 4, 6]);
    expect(opened).toBe(1);
  });

  test('is opened anew by the next call after an opening that failed', async () => {
    let opened = 0;
    const handler = start<number, number>(async () => {
      opened += 1;
      if (opened === 1) throw new Error('not yet');
      return async (event) => event;
    });

    await expect(handler(1)).rejects.toThrow('not yet');
    expect(await handler(2)).toBe(2);
  });

  test('says what an opening that failed is answered with, and leaves a failing call alone', async () => {
    const closed = start<number, string>(
      () => Promise.reject(new Error('closed')),
      (_error, event) => `answer ${event}`,
    );
    const failing = start<number, string>(
      () => () => Promise.reject(new Error('call failed')),
      () => 'answer',
    );

    expect(await closed(5)).toBe('answer 5');
    await expect(failing(5)).rejects.toThrow('call failed');
  });

  test('begins to open in Lambda as it is loaded, and elsewhere at the first call', () => {
    let opened = 0;
    const open = () => {
      opened += 1;
      return async () => {};
    };
    start(open);
    const before = opened;
    process.env['AWS_LAMBDA_FUNCTION_NAME'] = 'function';

    start(open);

    return Promise.resolve().then(() => expect([before, opened]).toEqual([0, 1]));
  });
});
