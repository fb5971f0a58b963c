import { afterAll, describe, expect, test } from '@jest/globals';
import { upload as route } from '../../../shared/contract/routes/upload.ts';
import { startApi } from '../../support/api.ts';
import { testTooLarge } from '../../support/refusals.ts';
import { directPhotos } from '../../support/upload-forms.ts';
import { openCreator, upload, uploadPath } from '../../support/uploads.ts';

const api = await startApi();
afterAll(api.close);

describe('upload with a large body', () => {
  testTooLarge(api, { method: 'POST', target: uploadPath }, route.maxBodyBytes);

  test('that is the largest post there is, is not too large', async () => {
    const { id: accountId } = await openCreator(api);
    const photoUrls = Array.from({ length: 35 }, (_, index) => {
      const start = `https://media.example/${index}/`;
      return start + 'x'.repeat(2_000 - start.length);
    });
    const post = { ...directPhotos.post, title: '"'.repeat(90), description: '"'.repeat(4_000) };

    const answer = await upload(api, {
      ...directPhotos,
      accountId,
      post,
      media: { source: 'PULL_FROM_URL', photoUrls, coverIndex: 34 },
    });

    expect(answer.status).toBe(202);
  });
});
