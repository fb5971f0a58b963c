-- Answers to requests that carried an Idempotency-Key, so that a repeated request is answered and not run again.
create table idempotency_keys (
  tenant_id text not null check (tenant_id <> ''),
  operation text not null,
  key text not null check (length(key) between 1 and 255),
  -- SHA-256 of who asked and of what was asked, so that the key serves the same request of the same caller alone.
  caller_hash bytea not null check (length(caller_hash) = 32),
  request_hash bytea not null check (length(request_hash) = 32),
  -- Chosen at the first try and kept for every further one: what the operation stores under it, it stores once.
  resource_id uuid not null,
  -- Whose turn it is; compared with the database's own clock alone, like every lease.
  run_id uuid,
  lease_expires_at timestamptz,
  -- json, not jsonb: the stored answer is told again as it was, in the order of its fields.
  reply json,
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, operation, key)
);
comment on table idempotency_keys is
  'One row per Idempotency-Key of a tenant''s operation: what was asked, the id that it is stored under, and the answer. Found by primary key, kept for 48 hours.';

-- Serves: purge-expired. BRIN, because rows arrive in order of time.
create index idempotency_keys_created on idempotency_keys using brin (created_at);
comment on index idempotency_keys_created is 'purge-expired: keys that have served their time.';

alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy tenant_rows on idempotency_keys to app
  using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());
create policy all_rows on idempotency_keys to worker using (true) with check (true);
grant select, insert, delete on idempotency_keys to app;
grant update (run_id, lease_expires_at, reply) on idempotency_keys to app;
grant select, delete on idempotency_keys to worker;

-- A cap of the whole app is everybody's: whoever meets it first notes it for all, over HTTP as well.
create policy app_rows on learned_caps to app
  using (subject = 'app' and tenant_id is null) with check (subject = 'app' and tenant_id is null);

-- Serves: the quota in replies, of every account of a request at once, and what a learned cap follows from.
create index tiktok_posts_account_submitted on tiktok_posts (account_id, submitted_at) where submitted_at is not null;
comment on index tiktok_posts_account_submitted is
  'The limits: what an account submitted in the last day.';
