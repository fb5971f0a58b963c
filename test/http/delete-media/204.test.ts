import { afterAll, describe, expect, test } from '@jest/globals';
import {
  createUpload,
  keyOf,
  readMediaRow,
  readVector,
  sendFile,
  stageFile,
  startMediaApi,
} from '../../support/media-api.ts';
import { openSession } from '../../support/sessions.ts';

const api = await startMediaApi();
afterAll(api.close);

const file = { fileName: 'index-last.mp4', bytes: readVector('index-last.mp4') };
const drop = async (mediaId: string, token?: string) =>
  api.request('DELETE', `/api/tiktok/media/${mediaId}`, { token: token ?? (await api.token()) });

describe('delete-media', () => {
  test('deletes a complete file with its bytes, and again without complaint', async () => {
    const { mediaId } = await stageFile(api, file);

    const answers = [await drop(mediaId), await drop(mediaId)];

    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    expect(api.bucket.read().objects).not.toContain(keyOf(api, mediaId));
    expect(await readMediaRow(api, mediaId)).toMatchObject({ state: 'deleted' });
  });

  test('ends an upload under way, with the parts that had arrived', async () => {
    const { mediaId } = await sendFile(api, file);

    const answer = await drop(mediaId);

    expect(answer.status).toBe(204);
    expect(api.bucket.read().uploads).not.toContain(keyOf(api, mediaId));
  });

  test('twice at once is the same as once', async () => {
    const { mediaId } = await stageFile(api, file);

    const answers = await Promise.all([drop(mediaId), drop(mediaId), drop(mediaId)]);

    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
  });

  test('after an outage of the store, the next try deletes what was left', async () => {
    const { mediaId } = await stageFile(api, file);
    api.bucket.aws.setFault({ service: 's3', action: 'DeleteObject', error: 'unavailable' });
    const failed = await drop(mediaId);
    const left = api.bucket.read().objects.includes(keyOf(api, mediaId));
    api.bucket.aws.clearFaults();

    const answer = await drop(mediaId);

    expect([failed.status, left, answer.status]).toEqual([503, true, 204]);
    expect(api.bucket.read().objects).not.toContain(keyOf(api, mediaId));
  });

  test('serves the session of the user whose file it is', async () => {
    const session = await openSession(api, 'user-4');
    const mediaId = await createUpload(api, file, session);

    const answer = await drop(mediaId, session);

    expect(answer.status).toBe(204);
  });
});
