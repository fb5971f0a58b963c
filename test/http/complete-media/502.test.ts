import { afterAll, describe, expect, test } from '@jest/globals';
import {
  completeUpload,
  readMediaRow,
  readVector,
  sendFile,
  startMediaApi,
} from '../../support/media-api.ts';

const api = await startMediaApi();
afterAll(api.close);

describe('complete-media with a store that ignores ranges', () => {
  test('notices it, takes no answer for the part that it asked for, and loses nothing', async () => {
    const bytes = Buffer.concat([readVector('index-last.mp4'), Buffer.alloc(200_000)]);
    const { mediaId, parts } = await sendFile(api, { fileName: 'a.mp4', bytes });
    api.bucket.aws.setFault({ service: 's3', action: 'GetObject', error: 'rangeIgnored' });

    const refused = await completeUpload(api, mediaId, parts);

    api.bucket.aws.clearFaults();
    const state = (await readMediaRow(api, mediaId))?.state;
    const answer = await completeUpload(api, mediaId, parts);
    expect(refused.status).toBe(502);
    expect(refused.body).toMatchObject({ code: 'media_range_ignored' });
    expect([state, answer.status]).toEqual(['uploading', 200]);
  });
});
