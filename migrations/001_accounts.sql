-- The settings that row-level security reads. Unset or empty means: no tenant, no rows.
create function current_tenant() returns text
  language sql stable
  return nullif(current_setting('creator_connect.tenant', true), '');

create table oauth_accounts (
  id uuid primary key,
  tenant_id text not null check (tenant_id <> ''),
  user_id text not null check (user_id <> ''),
  platform text not null,
  open_id text not null,
  display_name text,
  username text,
  avatar_url text,
  profile_fetched_at timestamptz,
  requested_scopes text[] not null,
  granted_scopes text[] not null,
  sealed_access_token bytea,
  sealed_refresh_token bytea,
  token_issued_at timestamptz not null,
  access_expires_at timestamptz not null,
  refresh_expires_at timestamptz not null,
  token_version integer not null default 1,
  state text not null check (state in ('connected', 'reauth_required', 'revoked', 'disconnected')),
  state_reason text not null,
  state_changed_at timestamptz not null,
  connected_at timestamptz not null,
  created_at timestamptz not null default now(),
  constraint tokens_end_with_the_grant check (
    (state in ('connected', 'reauth_required')) = (sealed_access_token is not null and sealed_refresh_token is not null)
  )
);
comment on table oauth_accounts is
  'Creators'' connected platform accounts, with their tokens sealed. Read by get-connection-status, written by complete-authorization, disconnect and apply-events.';

-- Serves: complete-authorization finding the account to connect anew, and get-connection-status listing a tenant's or a user's accounts.
create unique index oauth_accounts_owner on oauth_accounts (tenant_id, user_id, platform, open_id);
comment on index oauth_accounts_owner is
  'complete-authorization: the same creator connected again by the same user; get-connection-status: the accounts of a tenant or user.';

-- Serves: complete-authorization, "is this creator connected by somebody else?"
create unique index oauth_accounts_live_open_id on oauth_accounts (platform, open_id)
  where state in ('connected', 'reauth_required');
comment on index oauth_accounts_live_open_id is
  'complete-authorization: a live platform account belongs to one tenant user.';

-- Serves: apply-events looking up the accounts that a webhook is about, live or not.
create index oauth_accounts_open_id on oauth_accounts (platform, open_id);
comment on index oauth_accounts_open_id is 'apply-events: the accounts that a webhook is about.';

-- Serves: refresh-profiles, which takes the stalest profiles first.
create index oauth_accounts_profile_due on oauth_accounts (profile_fetched_at nulls first)
  where state = 'connected';
comment on index oauth_accounts_profile_due is 'refresh-profiles: connected accounts with the stalest profile.';

create table authorization_attempts (
  state_hash bytea primary key,
  binding_hash bytea not null,
  tenant_id text not null check (tenant_id <> ''),
  user_id text not null check (user_id <> ''),
  platform text not null,
  return_to text not null,
  requested_scopes text[] not null,
  started_at timestamptz not null,
  expires_at timestamptz not null,
  consumed_at timestamptz
);
comment on table authorization_attempts is
  'One row per started OAuth authorization. The state and the browser''s cookie are kept as SHA-256 only. complete-authorization consumes a row once, found by its primary key.';

-- Serves: purge-expired.
create index authorization_attempts_expiry on authorization_attempts (expires_at);
comment on index authorization_attempts_expiry is 'purge-expired: attempts that ended.';

create table data_keys (
  id uuid primary key,
  tenant_id text not null check (tenant_id <> ''),
  wrapped bytea not null,
  created_at timestamptz not null,
  retired_at timestamptz
);
comment on table data_keys is
  'Data keys, wrapped by KMS under the tenant''s encryption context. Found by id when a token is opened.';

-- Serves: the vault finding a tenant's active key; the uniqueness settles two first seals at once.
create unique index data_keys_active on data_keys (tenant_id) where retired_at is null;
comment on index data_keys_active is 'seal: the tenant''s one active data key.';

create table outbox (
  id uuid primary key,
  tenant_id text not null check (tenant_id <> ''),
  type text not null,
  account_id uuid not null,
  payload jsonb not null,
  created_at timestamptz not null
);
comment on table outbox is
  'What the CRM is to be told, written in the transaction of the change that it tells.';

create table audit_log (
  id uuid primary key,
  tenant_id text not null check (tenant_id <> ''),
  actor text not null,
  action text not null,
  account_id uuid,
  detail jsonb not null,
  at timestamptz not null
);
comment on table audit_log is 'Who did what to which account, written in the transaction of the change. Never updated.';
