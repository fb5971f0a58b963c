import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { directVideo, inboxVideo } from '../../support/upload-forms.ts';
import { countCalls, countPosts, openCreator, postIdOf, upload } from '../../support/uploads.ts';

let cutAfterInsert = false;
const api = await startApi({
  connections: 20,
  replace: ({ posts }) => ({
    posts: {
      ...posts,
      insert: async (post, announcement) => {
        const outcome = await posts.insert(post, announcement);
        if (cutAfterInsert) throw new Error('The function was cut off.');
        return outcome;
      },
    },
  }),
});
afterAll(api.close);
beforeEach(async () => {
  cutAfterInsert = false;
  api.simulator.control.clearCalls();
  await api.database.superuser`truncate tiktok_posts, rate_calls, idempotency_keys, outbox, audit_log`;
});

describe('a repeated upload', () => {
  test('with its Idempotency-Key makes one post, and is answered as the first one was', async () => {
    const { id: accountId } = await openCreator(api);
    const form = { ...directVideo, accountId };

    const first = await upload(api, form, { key: 'key-1' });
    await api.advance(3_600_000);
    const again = await upload(api, form, { key: 'key-1' });

    expect(again.status).toBe(202);
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotent-replay']).toBe('true');
    expect(await countPosts(api)).toBe(1);
    expect(countCalls(api)).toBe(1);
  });

  test('ten at once makes one post, and nobody is told of another', async () => {
    const { id: accountId } = await openCreator(api);
    const form = { ...directVideo, accountId };
    const queuedBefore = api.toSubmit.length;

    const answers = await Promise.all(Array.from({ length: 10 }, () => upload(api, form, { key: 'key-2' })));

    const taken = answers.filter(({ status }) => status === 202);
    const waiting = answers.filter(({ status }) => status === 409);
    expect(taken.length).toBeGreaterThanOrEqual(1);
    expect(taken.length + waiting.length).toBe(10);
    expect(new Set(taken.map(postIdOf)).size).toBe(1);
    for (const { body, headers } of waiting) {
      expect(body).toMatchObject({ code: 'idempotency_in_progress' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(await countPosts(api)).toBe(1);
    expect(api.toSubmit.length - queuedBefore).toBe(1);
    const announced = await api.database.superuser`select 1 from outbox where type = 'post.created'`;
    expect(announced).toHaveLength(1);
  });

  test('whose first run was cut off after the post was stored finds that post, and checks nothing anew', async () => {
    const { id: accountId } = await openCreator(api);
    const publishAt = new Date(api.now().getTime() + 60_000).toISOString();
    const form = { ...inboxVideo, accountId, publishAt };
    cutAfterInsert = true;
    const cut = await upload(api, form, { key: 'key-3' });
    cutAfterInsert = false;
    await api.advance(45_000);

    const again = await upload(api, form, { key: 'key-3' });

    expect(cut.status).toBe(500);
    expect(again.status).toBe(202);
    expect(again.body).toMatchObject({ status: 'scheduled', willSubmitAt: publishAt });
    expect(await countPosts(api)).toBe(1);
  });

  test('after a refusal is judged anew under the same key', async () => {
    const { id: accountId } = await openCreator(api, { creator: { dailyPostCap: 0 } });
    const form = { ...directVideo, accountId };
    const refused = await upload(api, form, { key: 'key-4' });
    await api.database.superuser`truncate learned_caps`;
    const { username } = api.simulator.control.listCreators().at(-1) ?? { username: '' };
    api.simulator.control.patchCreator(username, { dailyPostCap: 15 });

    const again = await upload(api, form, { key: 'key-4' });

    expect([refused.status, again.status]).toEqual([409, 202]);
  });

  test('without a key is another post', async () => {
    const { id: accountId } = await openCreator(api);

    await upload(api, { ...inboxVideo, accountId });
    await upload(api, { ...inboxVideo, accountId });

    expect(await countPosts(api)).toBe(2);
  });

  test('under a key that another tenant uses too is each tenant’s own', async () => {
    const [ours, theirs] = [await openCreator(api), await openCreator(api, { tenant: 'tenant-b' })];

    const answers = [
      await upload(api, { ...inboxVideo, accountId: ours.id }, { key: 'key-5' }),
      await upload(
        api,
        { ...inboxVideo, accountId: theirs.id },
        { key: 'key-5', token: await api.token({ tenant: 'tenant-b' }) },
      ),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(await countPosts(api)).toBe(2);
  });
});
