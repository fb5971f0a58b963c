import { afterAll, describe, expect, test } from '@jest/globals';
import { type Api, storesOn } from '../../support/api.ts';
import { askForParts, createUpload, readMediaRow, startMediaApi } from '../../support/media-api.ts';
import { openUnreachableDatabase } from '../../support/outages.ts';

const database = openUnreachableDatabase();
const whole = await startMediaApi();
const cut = await startMediaApi(() => storesOn(database));
afterAll(() => Promise.all([whole.close(), cut.close(), database.end({ timeout: 0 })]));

const call = async (one: Api, mediaId: string) => askForParts(one, mediaId, [1]);

describe('sign-media-parts during an outage', () => {
  test('of the database, says so and when to try again', async () => {
    const answer = await call(cut, '01990000-0000-7000-8000-000000000000');

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'database_unavailable' });
    expect(answer.headers['retry-after']).toBe('10');
  });

  test('of the store, says so and when to try again', async () => {
    const mediaId = await createUpload(whole, { fileName: 'a.mp4', bytes: Buffer.alloc(10) });
    whole.bucket.aws.setFault({ service: 's3', error: 'unavailable' });

    const answer = await call(whole, mediaId);

    whole.bucket.aws.clearFaults();
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'media_unavailable' });
    expect(answer.headers['retry-after']).toBe('5');
    expect(await readMediaRow(whole, mediaId)).toMatchObject({
      state: 'uploading',
    });
  });
});
