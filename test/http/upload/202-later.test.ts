import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { directVideo, inboxVideo } from '../../support/upload-forms.ts';
import { countPosts, openCreator, postIdOf, readPost, upload } from '../../support/uploads.ts';

const api = await startApi({ connections: 10 });
afterAll(api.close);
beforeEach(() => api.database.superuser`truncate tiktok_posts, rate_calls, learned_caps`);

describe('a scheduled upload', () => {
  const publishAt = new Date(api.now().getTime() + 7 * 86_400_000);

  test('waits for its time: it is not put in the line', async () => {
    const { id: accountId } = await openCreator(api);
    const before = api.toSubmit.length;

    const answer = await upload(api, { ...directVideo, accountId, publishAt: publishAt.toISOString() });

    expect(answer.body).toMatchObject({ status: 'scheduled', willSubmitAt: publishAt.toISOString() });
    expect(await readPost(api, postIdOf(answer))).toMatchObject({
      state: 'scheduled',
      publishAt,
      dueAt: publishAt,
      willSubmitAt: publishAt,
    });
    expect(api.toSubmit.length).toBe(before);
  });

  test('is taken while the creator cannot post, for a time when they can again', async () => {
    const { id: accountId } = await openCreator(api, { creator: { dailyPostCap: 0 } });

    const answer = await upload(api, { ...directVideo, accountId, publishAt: publishAt.toISOString() });

    expect(answer.status).toBe(202);
    expect(await readPost(api, postIdOf(answer))).toMatchObject({
      creatorCheckedAt: null,
      consent: { creatorInfo: { cannotPostBecause: 'spam_risk_too_many_posts' } },
    });
  });
});

describe('an upload beyond a limit', () => {
  test('of a draft when five are pending is taken, and says when it will be submitted', async () => {
    const { id: accountId } = await openCreator(api);
    const submittedAt = new Date(Date.now() - 3_600_000);
    for (let index = 0; index < 5; index += 1) await upload(api, { ...inboxVideo, accountId });
    await api.database.superuser`
      update tiktok_posts set state = 'in_inbox', init_attempts = 1, submitted_at = ${submittedAt}`;

    const answer = await upload(api, { ...inboxVideo, accountId });

    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ quota: { pendingDrafts: { used: 5, limit: 5 } } });
    const { willSubmitAt } = answer.body as { willSubmitAt: string };
    const aheadMs = Date.parse(willSubmitAt) - api.now().getTime();
    expect(aheadMs).toBeGreaterThan(22 * 3_600_000);
    expect(aheadMs).toBeLessThanOrEqual(23 * 3_600_000);
    expect(await countPosts(api)).toBe(6);
  });
});
