import { describe, expect, test } from '@jest/globals';
import { readMediaEnvironment } from '../../../shared/media/env.ts';

describe('the environment of media', () => {
  test('names the bucket and how long it keeps an object', () => {
    const read = readMediaEnvironment({ MEDIA_BUCKET: 'b', MEDIA_RETENTION_DAYS: '7' });

    expect(read).toEqual({ bucket: 'b', retentionDays: 7 });
  });

  test('without its bucket, or with days that are no number, is refused by name', () => {
    expect(() => readMediaEnvironment({})).toThrow('MEDIA_BUCKET');
    expect(() => readMediaEnvironment({ MEDIA_BUCKET: 'b', MEDIA_RETENTION_DAYS: 'many' })).toThrow(
      'MEDIA_RETENTION_DAYS',
    );
  });
});
