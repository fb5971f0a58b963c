import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { askStatus, noPostId, strangersTo } from '../../support/post-requests.ts';
import { openSession } from '../../support/sessions.ts';
import { insertStoredPost } from '../../support/stored-posts.ts';

const api = await startApi();
const publishId = 'v_pub_url~v2.7600000000000000124';
let id = '';
beforeAll(async () => {
  id = await insertStoredPost(api.database.superuser, { user: 'user-1', state: 'processing', publishId });
});
afterAll(api.close);

const strangers = strangersTo(api, (userId, tenant) => openSession(api, userId, {}, tenant));

describe('a post that is not there for the caller', () => {
  test.each(Object.keys(strangers))(
    'because it is not that of %s is not found, by either id',
    async (who) => {
      const token = await strangers[who]?.();

      for (const name of [id, publishId]) {
        const answer = await askStatus(api, name, token);
        expect(answer.status).toBe(404);
        expect(answer.body).toMatchObject({ code: 'post_not_found' });
      }
    },
  );

  test.each([
    noPostId,
    'x',
    "' or true --",
    '%',
    'v_pub_url~v2.7600000000000000125',
    'V_PUB_URL~V2.7600000000000000124',
  ])('because it does not exist (%j) is not found', async (name) => {
    expect((await askStatus(api, name)).status).toBe(404);
  });
});
