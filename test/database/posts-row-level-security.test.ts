import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPostList } from '../../shared/database/post-list.ts';
import { createPostStore } from '../../shared/database/posts.ts';
import { queryAs } from '../../shared/database/tenant.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { insertStoredPost } from '../support/stored-posts.ts';

const tables = ['tiktok_posts', 'rate_calls', 'learned_caps', 'media', 'idempotency_keys'] as const;
const denied = { code: '42501' };
const tenants = ['tenant-a', 'tenant-b'] as const;

describe('row-level security of what belongs to posts', () => {
  let database: TestDatabase;
  const posts: Record<string, string> = {};
  const publishIdOf = (tenant: string): string => `v_pub_url~v2.${tenant}`;

  const insertRows = async (tenant: string): Promise<void> => {
    const { superuser } = database;
    posts[tenant] = await insertStoredPost(superuser, {
      tenant,
      state: 'processing',
      publishId: publishIdOf(tenant),
    });
    await superuser`insert into rate_calls values (${randomUUID()}, 'init', ${tenant}, '{}', null)`;
    await superuser`
      insert into learned_caps values (${randomUUID()}, 'spam_risk_too_many_posts', ${tenant}, now() + '1 hour', now())`;
    await superuser`
      insert into media (
        id, tenant_id, user_id, kind, object_key, file_name, content_type, size_bytes, part_size_bytes, part_count,
        upload_id, state, created_at, expires_at
      ) values (
        ${randomUUID()}, ${tenant}, 'u', 'video', 'k', 'a.mp4', 'video/mp4', 1, 1, 1, 'u', 'uploading', now(), now()
      )`;
    await superuser`
      insert into idempotency_keys (tenant_id, operation, key, caller_hash, request_hash, resource_id)
      values (${tenant}, 'upload', 'the same key', ${randomBytes(32)}, ${randomBytes(32)}, ${randomUUID()})`;
  };

  beforeAll(async () => {
    database = await createDatabase();
    for (const tenant of tenants) await insertRows(tenant);
  });
  afterAll(() => database.drop());

  const as = <Row extends object>(tenant: string, text: string) =>
    queryAs<Row>(database.app, { tenant }, (own) => own.unsafe(text));
  const tenantsSeen = async (tenant: string, table: string): Promise<string[]> =>
    (await as<{ tenant_id: string }>(tenant, `select tenant_id from ${table}`)).map((row) => row.tenant_id);

  test.each(tables)('a tenant sees its own rows of %s and no other', async (table) => {
    expect([await tenantsSeen('tenant-a', table), await tenantsSeen('tenant-b', table)]).toEqual([
      ['tenant-a'],
      ['tenant-b'],
    ]);
  });

  test.each(tables)(
    'without a tenant, and with an empty or unknown one, nobody sees a row of %s',
    async (table) => {
      const bare = await database.app.unsafe(`select 1 from ${table}`);
      const seen = await Promise.all(
        ['', 'tenant-c', 'tenant-_', '%'].map((tenant) => tenantsSeen(tenant, table)),
      );

      expect([bare.length, ...seen.map((rows) => rows.length)]).toEqual([0, 0, 0, 0, 0]);
    },
  );

  test.each(tables)('a tenant can neither change, give away nor take a row of %s', async (table) => {
    const [column] = table === 'idempotency_keys' ? ['reply'] : ['tenant_id'];
    const value = column === 'reply' ? `'{}'` : `'tenant-a'`;

    const taken = await as(
      'tenant-a',
      `update ${table} set ${column} = ${value} where tenant_id = 'tenant-b' returning 1 as x`,
    );
    const given = as('tenant-a', `update ${table} set tenant_id = 'tenant-b'`);

    await expect(given).rejects.toMatchObject(denied);
    expect(taken.length).toBe(0);
    const left = await database.superuser.unsafe(`select tenant_id from ${table} order by tenant_id`);
    expect(left.map((row) => row['tenant_id'])).toEqual([...tenants]);
  });

  test.each(tables)('a tenant can store no row of %s in the name of another', async (table) => {
    const copy = `
      insert into ${table} select (jsonb_populate_record(row, '{"tenant_id": "tenant-b", "id": "${randomUUID()}",
        "account_id": "${randomUUID()}", "subject": "another", "key": "another", "publish_id": null}')).*
      from ${table} as row`;

    await expect(as('tenant-a', copy)).rejects.toMatchObject(denied);
  });

  test.each(['tiktok_posts', 'rate_calls', 'learned_caps', 'media'])(
    'no row of %s can be deleted for a tenant, even its own',
    async (table) => {
      await expect(as('tenant-a', `delete from ${table}`)).rejects.toMatchObject(denied);
      await expect(database.app.unsafe(`truncate ${table}`)).rejects.toMatchObject(denied);
    },
  );

  test.each(tables)('the worker sees the rows of %s of every tenant', async (table) => {
    const rows = await database.worker.unsafe(`select tenant_id from ${table} order by tenant_id`);

    expect(rows.map((row) => row['tenant_id'])).toEqual([...tenants]);
  });

  test.each(tables)('even the owner of %s sees no row', async (table) => {
    expect((await database.master.unsafe(`select 1 from ${table}`)).length).toBe(0);
  });

  test('no post can be stored by the worker: it only carries on what was asked for', async () => {
    const copy = `insert into tiktok_posts select * from tiktok_posts`;

    await expect(database.worker.unsafe(copy)).rejects.toMatchObject(denied);
  });

  test.each(['app', 'worker'] as const)(
    "the %s login finds a post for its own tenant alone, by our id and by the platform's",
    async (login) => {
      const store = createPostStore(database[login]);
      const id = posts['tenant-b'] ?? '';

      const found = [
        await store.find('tenant-b', id),
        await store.find('tenant-a', id),
        await store.findByPublishId('tenant-b', publishIdOf('tenant-b')),
        await store.findByPublishId('tenant-a', publishIdOf('tenant-b')),
      ];

      expect(found.map((post) => post?.id)).toEqual([id, undefined, id, undefined]);
    },
  );

  test('a post that was read for one tenant cannot be saved for another', async () => {
    const store = createPostStore(database.app);
    const post = await store.find('tenant-b', posts['tenant-b'] ?? '');
    if (post === undefined) throw new Error('There is no post.');

    const saved = await store.save({ ...post, tenantId: 'tenant-a' }, { state: 'failed' }, new Date());

    expect(saved).toBeUndefined();
    expect((await store.find('tenant-b', post.id))?.state).toBe('processing');
  });

  test("a list of posts holds and counts the tenant's own alone, also when asked for another's account", async () => {
    const list = createPostList(database.app);
    const [{ account_id: accountId } = { account_id: '' }] = await database.superuser<
      { account_id: string }[]
    >`
      select account_id from tiktok_posts where tenant_id = 'tenant-b'`;
    const page = { before: undefined, limit: 10 };
    const viewer = { tenant: 'tenant-a', onlyUserId: undefined };

    const all = await list.list(viewer, {}, page);
    const foreign = await list.list(viewer, { accountId }, page);

    expect(all.posts.map(({ post }) => post.id)).toEqual([posts['tenant-a']]);
    expect([all.counts, foreign.counts, foreign.posts]).toEqual([{ processing: 1 }, {}, []]);
  });
});
