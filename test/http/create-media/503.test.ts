import { afterAll, describe, expect, test } from '@jest/globals';
import { storesOn } from '../../support/api.ts';
import { countMedia, startMediaApi } from '../../support/media-api.ts';
import { openUnreachableDatabase } from '../../support/outages.ts';

const database = openUnreachableDatabase();
const whole = await startMediaApi();
const api = await startMediaApi(() => storesOn(database));
afterAll(() => Promise.all([whole.close(), api.close(), database.end({ timeout: 0 })]));

const json = { fileName: 'a.mp4', contentType: 'video/mp4', sizeBytes: 5 };

describe('create-media during an outage', () => {
  test('of the database, says so and when to try again; the upload it began is left to the bucket', async () => {
    const answer = await api.request('POST', '/api/tiktok/media', { token: await api.token(), json });

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'database_unavailable' });
    expect(answer.headers['retry-after']).toBe('10');
    expect(api.bucket.read().uploads).toHaveLength(1);
  });

  test('of the store, says so, and leaves no row behind', async () => {
    whole.bucket.aws.setFault({ service: 's3', action: 'CreateMultipartUpload', error: 'unavailable' });

    const answer = await whole.request('POST', '/api/tiktok/media', { token: await whole.token(), json });

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'media_unavailable' });
    expect(answer.headers['retry-after']).toBe('5');
    expect(await countMedia(whole)).toBe(0);
  });

  test('of which only the answer is lost, the next try begins another upload', async () => {
    whole.bucket.aws.clearFaults();
    whole.bucket.aws.setFault({
      service: 's3',
      action: 'CreateMultipartUpload',
      error: 'answerLost',
      times: 1,
    });

    const answer = await whole.request('POST', '/api/tiktok/media', { token: await whole.token(), json });

    expect(answer.status).toBe(201);
    expect(await countMedia(whole)).toBe(1);
  });
});
