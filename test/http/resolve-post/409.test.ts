import { afterAll, describe, expect, test } from '@jest/globals';
import { postStates } from '../../../shared/posts/step.ts';
import { startApi } from '../../support/api.ts';
import { readPost, readPostNews, resolve } from '../../support/post-requests.ts';
import { insertStoredPost } from '../../support/stored-posts.ts';

const api = await startApi({ connections: 10 });
const { superuser } = api.database;
afterAll(api.close);

describe('a post that is not in doubt', () => {
  test.each(postStates.filter((state) => state !== 'outcome_unknown'))(
    'in the state %s is not settled by a person',
    async (state) => {
      const id = await insertStoredPost(superuser, { state });

      const answer = await resolve(api, id);

      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({
        code: 'post_not_in_doubt',
        detail: expect.stringContaining(state),
      });
      expect(await readPost(api, id)).toMatchObject({ state, version: 1 });
    },
  );

  test('because somebody settled it at the same moment is settled once, by one of them', async () => {
    await superuser`truncate outbox, audit_log`;
    const id = await insertStoredPost(superuser, { state: 'outcome_unknown' });
    const outcomes = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? 'published' : 'failed'));

    const answers = await Promise.all(outcomes.map((outcome) => resolve(api, id, outcome)));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(409)]);
    expect(await readPost(api, id)).toMatchObject({ version: 2, reason: 'resolved_by_person' });
    expect(await readPostNews(api)).toHaveLength(1);
  });
});
