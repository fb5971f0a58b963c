-- Posts, from the intent to what became of it, and what keeps TikTok's limits.
create table tiktok_posts (
  id uuid primary key,
  tenant_id text not null check (tenant_id <> ''),
  user_id text not null check (user_id <> ''),
  account_id uuid not null,
  created_by text not null,
  mode text not null check (mode in ('direct', 'inbox')),
  media_kind text not null check (media_kind in ('video', 'photos')),
  source text not null check (source in ('FILE_UPLOAD', 'PULL_FROM_URL')),
  intent jsonb not null,
  consent jsonb,
  reference text,
  publish_at timestamptz,
  size_bytes bigint,
  state text not null check (state in (
    'scheduled', 'queued', 'submitting', 'outcome_unknown', 'transferring', 'processing', 'in_inbox', 'cancelled',
    'failed', 'published'
  )),
  reason_code text,
  reason_log_id text,
  platform_status text,
  publish_id text,
  sealed_upload_url bytea,
  upload_expires_at timestamptz,
  bytes_confirmed bigint not null default 0,
  -- Text: they have more digits than a JavaScript number holds.
  post_ids text[] not null default '{}',
  public_notices jsonb not null default '[]',
  creator_checked_at timestamptz,
  init_attempts smallint not null default 0,
  submitted_at timestamptz,
  -- Compared with the database's own clock alone, like the lease of a refresh.
  lease_expires_at timestamptz,
  failures smallint not null default 0,
  polls smallint not null default 0,
  due_at timestamptz,
  will_submit_at timestamptz,
  state_times jsonb not null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
comment on table tiktok_posts is
  'Every post that was asked for: intent, consent, state, and what TikTok said of it. Written first by upload, before TikTok is called.';
comment on column tiktok_posts.due_at is
  'When reconcile-posts (or, of a scheduled post, promote-scheduled-posts) looks at it next; null when nothing more happens by itself.';
comment on column tiktok_posts.init_attempts is
  'Calls of init that may have taken effect at TikTok. Each counts as a pending draft for a day, since a lost one may.';
comment on column tiktok_posts.submitted_at is 'When the last of them began.';

-- Serves: apply-events finding the posts that a batch of events is about; get-post-status by TikTok's id.
create unique index tiktok_posts_publish_id on tiktok_posts (publish_id) where publish_id is not null;
comment on index tiktok_posts_publish_id is 'apply-events and get-post-status: the post with TikTok''s id.';

-- Serves: reconcile-posts.
create index tiktok_posts_due on tiktok_posts (due_at) where due_at is not null and state <> 'scheduled';
comment on index tiktok_posts_due is 'reconcile-posts: what has to be looked at.';

-- Serves: promote-scheduled-posts.
create index tiktok_posts_scheduled on tiktok_posts (publish_at) where state = 'scheduled';
comment on index tiktok_posts_scheduled is 'promote-scheduled-posts: scheduled posts whose time has come.';

-- Serves: list-posts, newest first, of a tenant.
create index tiktok_posts_listed on tiktok_posts (tenant_id, id);
comment on index tiktok_posts_listed is 'list-posts: a tenant''s posts, the newest first.';

-- Serves: list-posts of an account; disconnect cancelling what waits; the pending drafts and caps of an account.
create index tiktok_posts_account on tiktok_posts (account_id, id);
comment on index tiktok_posts_account is 'list-posts, disconnect and the limits: the posts of an account.';

-- Serves: list-posts by the CRM's own id.
create index tiktok_posts_reference on tiktok_posts (tenant_id, reference, id) where reference is not null;
comment on index tiktok_posts_reference is 'list-posts: posts by the CRM''s own id.';

-- Serves: the limits: which drafts are pending, and which accounts have posted, in the last day.
create index tiktok_posts_submitted on tiktok_posts (submitted_at) where submitted_at is not null;
comment on index tiktok_posts_submitted is 'Submission: the accounts that posted in the last day, when the app''s cap of creators is reached.';

-- Serves: submission, how much is on its way to TikTok.
create index tiktok_posts_transferring on tiktok_posts (size_bytes, bytes_confirmed) where state = 'transferring';
comment on index tiktok_posts_transferring is 'Submission of a file: the bytes that are still to be sent, of all tenants.';

create table rate_calls (
  account_id uuid not null,
  endpoint text not null check (endpoint in ('init', 'creator_info', 'status', 'cancel')),
  tenant_id text not null check (tenant_id <> ''),
  counted_until timestamptz[] not null default '{}',
  blocked_until timestamptz,
  primary key (account_id, endpoint)
);
comment on table rate_calls is
  'The sliding minute of each account and endpoint: until when each of its latest calls counts, by the database''s clock, and until when TikTok''s own 429 keeps all of them back. Found by primary key.';

create table learned_caps (
  -- An account's id, or `app` for a cap that all accounts share.
  subject text not null,
  code text not null,
  tenant_id text,
  until timestamptz not null,
  learned_at timestamptz not null,
  primary key (subject, code)
);
comment on table learned_caps is
  'Caps that TikTok does not publish, learned from its refusals: the posts of a creator a day, the creators of the app a day. Found by primary key.';

alter table tiktok_posts enable row level security;
alter table tiktok_posts force row level security;
create policy tenant_rows on tiktok_posts to app
  using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());
create policy all_rows on tiktok_posts to worker using (true) with check (true);
grant select, insert, update on tiktok_posts to app;
grant select, update, delete on tiktok_posts to worker;

alter table rate_calls enable row level security;
alter table rate_calls force row level security;
create policy tenant_rows on rate_calls to app
  using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());
create policy all_rows on rate_calls to worker using (true) with check (true);
grant select, insert, update on rate_calls to app;
grant select, insert, update, delete on rate_calls to worker;

alter table learned_caps enable row level security;
alter table learned_caps force row level security;
create policy tenant_rows on learned_caps to app
  using (tenant_id is null or tenant_id = current_tenant()) with check (tenant_id = current_tenant());
create policy all_rows on learned_caps to worker using (true) with check (true);
grant select, insert, update on learned_caps to app;
grant select, insert, update, delete on learned_caps to worker;

-- Serves: submission and apply-events, events that came before the answer to their post's init was stored.
create index webhook_events_parked on webhook_events (publish_id) where outcome = 'parked';
comment on index webhook_events_parked is 'Parked events of a post that has become known.';
