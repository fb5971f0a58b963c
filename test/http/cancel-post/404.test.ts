import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { cancel, noPostId, readPost, strangersTo } from '../../support/post-requests.ts';
import { openSession } from '../../support/sessions.ts';
import { insertStoredPost } from '../../support/stored-posts.ts';

const api = await startApi();
let id = '';
beforeAll(async () => {
  id = await insertStoredPost(api.database.superuser, { user: 'user-1', state: 'scheduled' });
});
afterAll(api.close);

const strangers = strangersTo(api, (userId, tenant) => openSession(api, userId, {}, tenant));

describe('a post that is not there for the caller', () => {
  test.each(Object.keys(strangers))('because it is not that of %s is not cancelled', async (who) => {
    const answer = await cancel(api, id, await strangers[who]?.());

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'post_not_found' });
    expect(await readPost(api, id)).toMatchObject({ state: 'scheduled', version: 1 });
  });

  test.each([noPostId, 'x', "' or true --", 'v_pub_url~v2.7600000000000000124'])(
    'because it does not exist (%j) is not found',
    async (postId) => {
      expect((await cancel(api, postId)).status).toBe(404);
    },
  );

  test('because its account is gone is not asked for at TikTok', async () => {
    const orphan = await insertStoredPost(api.database.superuser, {
      state: 'processing',
      publishId: 'v_inbox_url~v2.1',
    });

    const answer = await cancel(api, orphan);

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'account_not_found' });
  });
});
