import { afterAll, describe } from '@jest/globals';
import { startMediaApi } from '../../support/media-api.ts';
import { testForeignMedia } from '../../support/media-strangers.ts';

const api = await startMediaApi();
afterAll(api.close);

describe('delete-media of a file that is not there', () => {
  testForeignMedia(api, (mediaId, token) => api.request('DELETE', `/api/tiktok/media/${mediaId}`, { token }));
});
