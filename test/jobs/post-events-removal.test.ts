import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPostStore, type PostState } from '../../shared/database/posts.ts';
import { changePost } from '../../shared/posts/change-post.ts';
import { insertAccount } from '../support/accounts.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { createApplyEvents, writeBatch } from '../support/event-jobs.ts';
import { clearPosts, publishId, readTold, writePostEvent } from '../support/post-events.ts';
import { insertStoredPost } from '../support/stored-posts.ts';
import { epoch, writeRemoval } from '../support/tiktok-events.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});
beforeEach(() => clearPosts(database.superuser));
afterAll(() => database.drop());

const apply = (...bodies: readonly Buffer[]) => createApplyEvents(database.worker)(writeBatch(bodies));
const states = async () =>
  (await database.superuser`select state, reason_code from tiktok_posts order by created_at`).map((row) => [
    row['state'],
    row['reason_code'],
  ]);

/** Everything but ids and times of one thing that the CRM was told, and the audit of it. */
const readPayloads = async () => [
  ...(await database.superuser`
    select outbox.type, payload - 'postId' - 'accountId' - 'userId' - 'reason' as payload,
      (select jsonb_agg(key order by key) from jsonb_object_keys(payload) as key) as keys,
      (select count(*)::int from audit_log where action = outbox.type and detail = outbox.payload) as audited
    from outbox where type = 'post.state_changed' order by outbox.id`),
];

const underWay: readonly PostState[] = [
  'submitting',
  'outcome_unknown',
  'transferring',
  'processing',
  'in_inbox',
  'published',
  'failed',
];

describe('a creator who removes our access', () => {
  test('ends the posts that wait, with the reason, and each is told to the CRM', async () => {
    const account = await insertAccount(database.superuser);
    await insertStoredPost(database.superuser, {
      account,
      state: 'scheduled',
      publishAt: new Date(),
      dueAt: new Date(),
      willSubmitAt: new Date(),
      createdAt: new Date(1),
    });
    await insertStoredPost(database.superuser, {
      account,
      state: 'queued',
      reference: 'order-7',
      createdAt: new Date(2),
    });

    await apply(writeRemoval('open-id'));

    expect(await states()).toEqual([
      ['cancelled', 'auth_removed'],
      ['cancelled', 'auth_removed'],
    ]);
    expect(
      await database.superuser`select 1 from tiktok_posts where due_at is not null or will_submit_at is not null`,
    ).toHaveLength(0);
    expect((await readTold(database.superuser)).map(({ type, before }) => [type, before])).toEqual(
      expect.arrayContaining([
        ['account.revoked', null],
        ['post.state_changed', 'scheduled'],
        ['post.state_changed', 'queued'],
      ]),
    );
  });

  test('leaves posts that TikTok was asked for to TikTok’s word', async () => {
    const account = await insertAccount(database.superuser);
    for (const [place, state] of underWay.entries())
      await insertStoredPost(database.superuser, { account, state, createdAt: new Date(place) });

    await apply(writeRemoval('open-id'));

    expect((await states()).map(([state]) => state)).toEqual(underWay);
  });

  test('leaves the posts of other accounts and of an account that was connected anew', async () => {
    const other = await insertAccount(database.superuser, { openId: 'other', user: 'other' });
    const anew = await insertAccount(database.superuser, { connectedAt: epoch + 10 });
    for (const account of [other, anew]) await insertStoredPost(database.superuser, { account });

    await apply(writeRemoval('open-id', epoch));

    expect((await states()).map(([state]) => state)).toEqual(['queued', 'queued']);
  });

  test('tells of a cancelled post exactly what a change by itself would tell', async () => {
    const account = await insertAccount(database.superuser);
    const wish = { account, state: 'scheduled', reference: 'order-7' } as const;
    const one = await insertStoredPost(database.superuser, wish);
    await changePost(
      { posts: createPostStore(database.worker), clock: () => new Date() },
      { tenant: 'tenant-a', postId: one },
      { kind: 'cancelled', reason: { code: 'cancelled_by_user' } },
      'user:u',
    );
    await insertStoredPost(database.superuser, wish);

    await apply(writeRemoval('open-id'));

    const [byItself, together] = await readPayloads();
    expect(together).toEqual(byItself);
    expect(together).toMatchObject({ audited: 1 });
  });

  test('whose events come in one batch with those of a post under way ends each by its own word', async () => {
    const account = await insertAccount(database.superuser);
    await insertStoredPost(database.superuser, {
      account,
      state: 'processing',
      publishId,
      createdAt: new Date(1),
    });
    await insertStoredPost(database.superuser, { account, state: 'queued', createdAt: new Date(2) });

    await apply(writePostEvent('failed', { reason: 'auth_removed', at: 5 }), writeRemoval('open-id'));

    expect(await states()).toEqual([
      ['failed', 'auth_removed'],
      ['cancelled', 'auth_removed'],
    ]);
  });

  test('whose removal cannot be stored keeps the account and its posts', async () => {
    const account = await insertAccount(database.superuser);
    await insertStoredPost(database.superuser, { account });
    await database.superuser`alter table outbox add constraint no_more check (type <> 'post.state_changed')`;

    const answer = await apply(writeRemoval('open-id'));

    await database.superuser`alter table outbox drop constraint no_more`;
    expect(answer.batchItemFailures).toHaveLength(1);
    expect(await states()).toEqual([['queued', null]]);
    expect(await database.superuser`select state from oauth_accounts`).toEqual([{ state: 'connected' }]);
  });
});
