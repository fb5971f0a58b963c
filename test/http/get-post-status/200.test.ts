import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { createApplyEvents, writeBatch } from '../../support/event-jobs.ts';
import { grantAccount } from '../../support/granted-accounts.ts';
import { writePostEvent } from '../../support/post-events.ts';
import { askStatus } from '../../support/post-requests.ts';
import { openSession } from '../../support/sessions.ts';
import { insertStoredPost } from '../../support/stored-posts.ts';

const api = await startApi();
const { superuser } = api.database;
const publishId = 'v_pub_url~v2-1.7600000000000000124';
beforeEach(async () => {
  await superuser`truncate tiktok_posts`;
});
afterAll(api.close);

const insert = (wish: Parameters<typeof insertStoredPost>[1] = {}) =>
  insertStoredPost(superuser, { user: 'user-1', state: 'processing', publishId, ...wish });

describe('the status of a post', () => {
  test('is found by our id and by TikTok’s, however its signs are encoded', async () => {
    const id = await insert();
    const encoded = publishId.replace('~', '%7E').replace('.', '%2E');
    const token = await api.token();

    const answers = [
      await askStatus(api, id),
      await askStatus(api, publishId),
      await api.request('GET', `/api/tiktok/status/${encoded}`, { token }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const { body } of answers)
      expect(body).toMatchObject({ postId: id, publishId, status: 'processing' });
  });

  test('calls nobody but the database', async () => {
    const id = await insert();
    api.simulator.control.clearCalls();

    await askStatus(api, id);

    expect(api.simulator.control.listCalls()).toEqual([]);
  });

  test('has each digit of an id that TikTok sent as a number, and where the post is seen', async () => {
    const account = (await grantAccount(api)).id;
    await superuser`update oauth_accounts set username = 'the.creator' where id = ${account}`;
    const id = await insert({ account });
    const event = writePostEvent('publicly_available', {
      publishId,
      postId: '7678907398077074696',
      isNumber: true,
    });
    await createApplyEvents(api.database.worker)(writeBatch([event]));

    const answer = await askStatus(api, id);

    expect(answer.text).toContain('"7678907398077074696"');
    expect(answer.body).toMatchObject({
      status: 'published',
      platformStatus: 'PUBLISH_COMPLETE',
      postIds: ['7678907398077074696'],
      urls: ['https://www.tiktok.com/@the.creator/video/7678907398077074696'],
      isPublic: true,
      failure: null,
    });
  });

  test('of one that failed tells TikTok’s code, a sentence and what to do', async () => {
    const id = await insert({ state: 'failed', reason: 'picture_size_check_failed' });

    const answer = await askStatus(api, id);

    expect(answer.body).toMatchObject({
      status: 'failed',
      failure: { code: 'picture_size_check_failed', advice: 'change', logId: null },
    });
  });

  test('of a scheduled one tells when it is submitted', async () => {
    const publishAt = new Date('2026-12-24T18:00:00.000Z');
    const id = await insert({
      state: 'scheduled',
      publishId: null,
      publishAt,
      willSubmitAt: publishAt,
      reference: 'xmas',
    });

    expect((await askStatus(api, id)).body).toMatchObject({
      status: 'scheduled',
      publishId: null,
      publishAt: publishAt.toISOString(),
      willSubmitAt: publishAt.toISOString(),
      submittedAt: null,
      reference: 'xmas',
    });
  });

  test('is seen by a session of the post’s own user', async () => {
    const id = await insert();

    const answer = await askStatus(api, id, await openSession(api, 'user-1'));

    expect(answer.status).toBe(200);
  });
});
