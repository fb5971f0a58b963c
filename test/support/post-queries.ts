import { createHash, randomUUID } from 'node:crypto';
import type { Sql } from '../../shared/database/client.ts';
import { createDuePostStore } from '../../shared/database/due-posts.ts';
import { createExpiredMedia } from '../../shared/database/expired-media.ts';
import { createIdempotencyStore } from '../../shared/database/idempotency.ts';
import { createLearnedCaps } from '../../shared/database/learned-caps.ts';
import { createMediaRows } from '../../shared/database/media.ts';
import { createPostEventStore } from '../../shared/database/post-events.ts';
import { createPostList } from '../../shared/database/post-list.ts';
import { createPostStore, type PostRow } from '../../shared/database/posts.ts';
import { createQuotaStore } from '../../shared/database/quota.ts';
import { createRateCalls } from '../../shared/database/rate-calls.ts';
import { createSubmissionStore } from '../../shared/database/submission.ts';
import { tiktokRateLimits, tiktokSubmissionLimits } from '../../shared/platforms/tiktok/limits.ts';
import { announcementOf } from './refresh-rows.ts';
import type { Queries } from './token-queries.ts';

const minuteMs = 60_000;
const now = () => new Date();
const later = () => new Date(Date.now() + 2 * minuteMs);

/**
 * A hundred thousand posts of twenty thousand accounts (the nth account's are every twenty thousandth), nearly all
 * published long ago; and among the last some that are due, scheduled, drafts that wait, or lost an answer. One account
 * has five thousand of its own.
 */
export const fillPosts = `
  insert into tiktok_posts (
    id, tenant_id, user_id, account_id, created_by, mode, media_kind, source, intent, reference, publish_at, state,
    publish_id, init_attempts, submitted_at, due_at, state_times, created_at, updated_at
  )
  select md5('post ' || i)::uuid, 'tenant-' || account % 5000, 'user-' || account, md5(account::text)::uuid, 'u',
    case when i % 3 = 0 then 'inbox' else 'direct' end, 'video',
    case when i % 100 = 1 then 'FILE_UPLOAD' else 'PULL_FROM_URL' end,
    jsonb_build_object('media', jsonb_build_object('kind', 'video_url', 'videoUrl', 'https://media.example/' || i),
      'options', '{}'::jsonb),
    case when i % 2 = 0 then 'reference-' || i end, case when i > 99800 and i <= 99900 then now() - interval '1 minute' end,
    state,
    case when state not in ('queued', 'scheduled', 'outcome_unknown') then 'v_pub_url~v2.' || i end,
    case when state in ('queued', 'scheduled') then 0 else 1 end,
    case when state not in ('queued', 'scheduled') then now() - (100000 - i) * interval '5 minutes' end,
    case when i > 99500 then now() - interval '1 minute' end, '{}', now(), now()
  from generate_series(1, 100000) i
  cross join lateral (select case when i between 40000 and 44999 then 4601 else i % 20000 + 1 end as account) as owned
  cross join lateral (
    select case
      when i > 99980 then 'outcome_unknown' when i > 99950 then 'in_inbox' when i > 99900 then 'processing'
      when i > 99800 then 'scheduled' when i > 99500 then 'queued' else 'published'
    end as state
  ) as stands;
  insert into post_media (tenant_id, media_id, post_id)
  select tenant_id, gen_random_uuid(), id from tiktok_posts;
  insert into rate_calls (account_id, endpoint, tenant_id, counted_until)
  select md5(i::text)::uuid, endpoint, 'tenant-' || i % 5000, array[now()]
  from generate_series(1, 20000) i, unnest(array['init', 'status']) endpoint;
  insert into learned_caps (subject, code, tenant_id, until, learned_at)
  select md5(i::text), 'spam_risk_too_many_posts', 'tenant-' || i % 5000, now() + interval '1 hour', now()
  from generate_series(1, 20000) i;
  insert into media (
    id, tenant_id, user_id, kind, object_key, file_name, content_type, size_bytes, part_size_bytes, part_count, upload_id,
    state, created_at, expires_at
  )
  select md5('media ' || i)::uuid, 'tenant-' || i % 5000, 'user-' || i, 'video', 'media/' || i, 'a.mp4', 'video/mp4', 1, 1, 1,
    'u', 'uploading', now(), now() + (i - 50) * interval '1 minute'
  from generate_series(1, 20000) i;
  insert into idempotency_keys (
    tenant_id, operation, key, caller_hash, request_hash, resource_id, created_at
  )
  select 'tenant-' || i % 5000, 'upload', 'key-' || i, sha256('a'), sha256('a'), gen_random_uuid(),
    now() - (60000 - i) * interval '2.9 seconds'
  from generate_series(1, 60000) i;
  insert into webhook_events (
    dedupe_key, platform, event_type, open_id, publish_id, occurred_at, received_at, body, outcome
  )
  select sha256(('parked ' || i)::bytea), 'tiktok', 'post.publish.complete', 'creator-' || (i % 20000 + 1),
    'v_pub_url~v2.parked-' || i, now(), now(), '{}', 'parked'
  from generate_series(1, 300) i;`;

const uuidOf = (text: string): string =>
  createHash('md5')
    .update(text)
    .digest('hex')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');

/** The nth post, and the account and tenant that it belongs to. */
const nth = (index: number) => {
  const account = (index % 20_000) + 1;
  return {
    id: uuidOf(`post ${index}`),
    accountId: uuidOf(String(account)),
    tenant: `tenant-${account % 5000}`,
    publishId: `v_pub_url~v2.${index}`,
  };
};

const demand = (outcome: unknown, wanted: unknown): void => {
  if (outcome !== wanted) throw new Error(`The outcome is ${String(outcome)}, not ${String(wanted)}.`);
};

const read = async (sql: Sql, index: number): Promise<PostRow> => {
  const { tenant, id } = nth(index);
  const post = await createPostStore(sql).find(tenant, id);
  if (post === undefined) throw new Error(`There is no post ${index}.`);
  return post;
};

const announce = (post: PostRow) => announcementOf('post.state_changed', post.accountId);

const insert = async (sql: Sql): Promise<void> => {
  const { publishId: _publishId, tenant, ...owner } = nth(11);
  const of = await read(sql, 11);
  const post = { ...of, ...owner, tenantId: tenant, id: randomUUID(), state: 'queued' } as const;
  demand(await createPostStore(sql).insert(post, announce(post)), 'inserted');
};

const save = async (sql: Sql): Promise<void> => {
  const post = await read(sql, 99_920);
  const saved = await createPostStore(sql).save(post, { polls: 3 }, now(), announce(post));
  demand(saved?.polls, 3);
};

const begin = async (sql: Sql, index: number): Promise<void> => {
  const post = await read(sql, index);
  const begun = await createSubmissionStore(sql).begin(
    post,
    tiktokSubmissionLimits,
    minuteMs,
    now(),
    announce(post),
  );
  demand(begun.kind, 'begun');
};

const takeAndBlock = async (sql: Sql): Promise<void> => {
  const calls = createRateCalls(sql, tiktokRateLimits);
  demand((await calls.take(nth(12), 'status')).taken, true);
  await calls.block(nth(13), 'status', minuteMs);
};

const learn = async (sql: Sql): Promise<void> => {
  const caps = createLearnedCaps(sql);
  const { tenant, accountId } = nth(14);
  await caps.learn({ tenant, accountId }, 'spam_risk_too_many_posts', minuteMs);
  demand((await caps.find(tenant, accountId)).length, 1);
  demand(await caps.end({ tenant, accountId }, 'spam_risk_too_many_posts', 0), true);
};

const settleParked = (sql: Sql) =>
  createPostEventStore(sql).transact(async (transaction) => {
    const [post] = await transaction.lockPosts([nth(99_930).publishId, 'v_pub_url~v2.nobody']);
    if (post === undefined) throw new Error('No post was locked.');
    const [parked] = await transaction.readParked(['v_pub_url~v2.parked-1', 'v_pub_url~v2.parked-2']);
    if (parked === undefined) throw new Error('No event was parked.');
    await transaction.savePost(post, { polls: 9 }, now(), announce(post));
    await transaction.settleParked([parked.dedupeKey]);
  });

const listed = async (
  sql: Sql,
  viewer: { tenant: string; onlyUserId: string | undefined },
  filter: Parameters<ReturnType<typeof createPostList>['list']>[1],
): Promise<void> => {
  const list = createPostList(sql);
  const first = await list.list(viewer, filter, { before: undefined, limit: 2 });
  const before = first.posts.at(-1)?.post.id;
  if (before === undefined) throw new Error('Nothing was listed.');
  await list.list(viewer, filter, { before, limit: 2 });
};

/** Of the account that has thousands, and of another with a post in the line. */
const busy = nth(99_600).tenant;

const stageMedia = async (sql: Sql): Promise<void> => {
  const media = createMediaRows(sql);
  const of = { tenant: 'tenant-77', id: uuidOf('media 10077') };
  const [row] = await media.find(of.tenant, [of.id]);
  if (row === undefined) throw new Error('There is no such file.');
  await media.insert({ ...row, id: randomUUID() });
  const done = { state: 'ready', etag: 'e', contentType: 'video/mp4', facts: null, problems: [] } as const;
  demand((await media.complete(of.tenant, of.id, { ...done, expiresAt: later() }))?.state, 'ready');
  demand(await media.markDeleted(of.tenant, of.id, later()), 'deleted');
};

const repeatRequest = async (sql: Sql): Promise<void> => {
  const store = createIdempotencyStore(sql);
  const name = { tenant: 'tenant-1', operation: 'upload', key: 'a new key' };
  const hash = createHash('sha256').digest();
  const attempt = { callerHash: hash, requestHash: hash, resourceId: randomUUID(), leaseMs: minuteMs };
  const runs = [randomUUID(), randomUUID()] as const;
  for (const runId of runs) await store.begin(name, { ...attempt, runId });
  await store.giveUp(name, runs[0], 'keep_id');
  await store.finish(name, runs[0], {});
  await store.giveUp(name, runs[0], 'forget');
};

/** Every query of publishing, as the code runs it: each finds what it looks for. */
export const postQueries: Queries = {
  'a post stored': { login: 'app', run: insert },
  'a post, by its id': { login: 'app', run: (sql) => read(sql, 21) },
  "a post, by the platform's id": {
    login: 'app',
    run: async (sql) => {
      const { tenant, publishId, id } = nth(22);
      demand((await createPostStore(sql).findByPublishId(tenant, publishId))?.id, id);
    },
  },
  'a post shown, by either id': {
    login: 'app',
    run: async (sql) => {
      const { tenant, id, publishId } = nth(24);
      const viewer = { tenant, onlyUserId: undefined };
      demand((await createPostList(sql).find(viewer, { id }))?.post.id, id);
      demand((await createPostList(sql).find(viewer, { publishId }))?.post.id, id);
    },
  },
  "a tenant's posts": {
    login: 'app',
    run: (sql) => listed(sql, { tenant: busy, onlyUserId: undefined }, {}),
  },
  "a user's posts": {
    login: 'app',
    run: (sql) => listed(sql, { tenant: busy, onlyUserId: 'user-9601' }, {}),
  },
  "an account's posts": {
    login: 'app',
    run: (sql) => listed(sql, { tenant: busy, onlyUserId: undefined }, { accountId: uuidOf('9601') }),
  },
  "a tenant's posts of one state, which is rare": {
    login: 'app',
    run: (sql) => listed(sql, { tenant: busy, onlyUserId: undefined }, { state: 'queued' }),
  },
  "posts by the CRM's own id": {
    login: 'app',
    run: (sql) =>
      listed(sql, { tenant: nth(30).tenant, onlyUserId: undefined }, { reference: 'reference-30' }),
  },
  'a post saved, for a user': { login: 'app', run: save },
  'a post saved, for a worker': { login: 'worker', run: save },
  'a submission begun': { login: 'worker', run: (sql) => begin(sql, 99_600) },
  'the submission of a file begun': { login: 'worker', run: (sql) => begin(sql, 99_601) },
  'the submission of a draft begun': { login: 'worker', run: (sql) => begin(sql, 99_603) },
  'calls taken and held back': { login: 'worker', run: takeAndBlock },
  'a cap learned, found and ended': { login: 'app', run: learn },
  'quotas of accounts': {
    login: 'app',
    run: async (sql) => {
      const quotas = createQuotaStore(sql, tiktokSubmissionLimits);
      const { tenant, accountId } = nth(99_960);
      const other = nth(99_960 - 5_000).accountId;
      demand((await quotas.read(tenant, [accountId, other], now())).size, 2);
    },
  },
  'what a cap follows from': {
    login: 'worker',
    run: async (sql) => {
      const { tenant, accountId } = nth(99_920);
      const facts = await createQuotaStore(sql, tiktokSubmissionLimits).readCapFacts(tenant, accountId);
      demand(facts.oldestCreatorMsAgo !== undefined, true);
    },
  },
  'due posts claimed': {
    login: 'worker',
    run: async (sql) => demand((await createDuePostStore(sql).claimDue(now(), later(), 100)).length, 100),
  },
  'scheduled posts found': {
    login: 'worker',
    run: async (sql) => demand((await createDuePostStore(sql).findScheduled(now(), 100)).length, 100),
  },
  'stuck posts counted': {
    login: 'worker',
    run: (sql) => createDuePostStore(sql).countStuck(now()),
  },
  'the id of a post whose answer was lost': {
    login: 'worker',
    run: async (sql) => createDuePostStore(sql).findStrayPublishId(await read(sql, 99_990)),
  },
  'posts of a batch of events, and events that were parked': { login: 'worker', run: settleParked },
  'posts that the platform tells of': {
    login: 'worker',
    run: async (sql) =>
      demand((await createPostEventStore(sql).findKnown([nth(23).publishId, 'v_pub_url~v2.no'])).length, 1),
  },
  'a file staged, completed and deleted': { login: 'app', run: stageMedia },
  'files whose time is over': {
    login: 'worker',
    run: async (sql) => {
      const expired = createExpiredMedia(sql);
      const claimed = await expired.claim(now(), 20);
      demand(await expired.forget(claimed.map(({ id }) => id)), 20);
    },
  },
  'a request repeated': { login: 'app', run: repeatRequest },
};
