-- The refresh lease, the time of the next look, and the journal.
alter table oauth_accounts
  add column lease_id uuid,
  -- Compared with the database's own clock alone: a worker whose clock is off takes no lease early.
  add column lease_expires_at timestamptz,
  -- With defaults, which rewrite no row: the sweep looks at each account once and sets its next look. The code of before,
  -- which knows neither column, goes on connecting accounts.
  add column refresh_due_at timestamptz not null default now(),
  add column last_used_at timestamptz not null default now(),
  add column refresh_failures smallint not null default 0,
  add column refresh_refusals smallint not null default 0,
  add column notice_days smallint check (notice_days in (30, 7, 1));
comment on column oauth_accounts.refresh_due_at is
  'When the sweep looks at the account next; refreshDue decides then. A failing account''s backoff is here too.';
comment on column oauth_accounts.refresh_failures is 'Refreshes since the last that succeeded; the backoff follows from it.';
comment on column oauth_accounts.refresh_refusals is 'Those of them that spoke of this account alone; after five of them no more is tried.';
comment on column oauth_accounts.notice_days is
  'The last notice of the refresh token''s end that was given for its present expiry: 30, 7 or 1 days ahead.';

-- Serves: refresh-tokens claiming due accounts, and counting those that are left.
create index oauth_accounts_refresh_due on oauth_accounts (refresh_due_at) where state = 'connected';
comment on index oauth_accounts_refresh_due is 'refresh-tokens: connected accounts in the order in which they are due.';

-- Serves: refresh-tokens, the notices of an end.
create index oauth_accounts_refresh_end on oauth_accounts (refresh_expires_at) where state = 'connected';
comment on index oauth_accounts_refresh_end is 'refresh-tokens: connected accounts whose refresh token ends soon.';

create table refresh_attempts (
  id uuid primary key,
  tenant_id text not null check (tenant_id <> ''),
  account_id uuid not null,
  lease_id uuid not null,
  version_seen integer not null,
  started_by text not null check (started_by in ('sweep', 'use')),
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  outcome text check (outcome in (
    'refreshed', 'refused', 'throttled', 'unavailable', 'unanswered', 'not_sent', 'misconfigured', 'failed',
    'lifeboat', 'rescued', 'superseded'
  )),
  code text,
  log_id text
);
comment on table refresh_attempts is
  'The journal: one row before each token refresh, its outcome after. A row without one is in doubt: its worker ended in the middle. In the lifeboat, it is until its tokens are stored.';

-- Serves: refresh-tokens and withAccessToken, "has an attempt at this version not been answered?"
create index refresh_attempts_doubtful on refresh_attempts (account_id, version_seen)
  where outcome is null or outcome in ('unanswered', 'lifeboat');
comment on index refresh_attempts_doubtful is 'Claiming an account: its attempts whose effect at the platform is not known.';

-- Serves: purge-expired. BRIN, because rows arrive in order of time.
create index refresh_attempts_started on refresh_attempts using brin (started_at);
comment on index refresh_attempts_started is 'purge-expired: attempts that have served their time.';

-- Serves: rotate-data-keys.
create index data_keys_age on data_keys (created_at) where retired_at is null;
comment on index data_keys_age is 'rotate-data-keys: active keys that are due to be replaced.';
create index data_keys_retired on data_keys (retired_at) where retired_at is not null;
comment on index data_keys_retired is 'rotate-data-keys: retired keys that may seal nothing any more.';

alter table refresh_attempts enable row level security;
alter table refresh_attempts force row level security;
create policy tenant_rows on refresh_attempts to app
  using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());
create policy all_rows on refresh_attempts to worker using (true) with check (true);
grant select, insert on refresh_attempts to app;
grant select, insert, delete on refresh_attempts to worker;
grant update (outcome, code, log_id, finished_at) on refresh_attempts to app, worker;
grant delete on data_keys to worker;
