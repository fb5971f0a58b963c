-- Files that users stage in the bucket for their posts.
create table media (
  id uuid primary key,
  tenant_id text not null check (tenant_id <> ''),
  user_id text not null check (user_id <> ''),
  kind text not null check (kind in ('video', 'photo')),
  object_key text not null,
  file_name text not null,
  content_type text not null,
  size_bytes bigint not null check (size_bytes > 0),
  part_size_bytes integer not null check (part_size_bytes > 0),
  part_count integer not null check (part_count between 1 and 10000),
  upload_id text not null,
  state text not null check (state in ('uploading', 'ready', 'refused', 'deleted')),
  etag text,
  facts jsonb,
  problems jsonb not null default '[]',
  created_at timestamptz not null,
  expires_at timestamptz not null,
  check (etag is not null or state not in ('ready', 'refused'))
);
comment on table media is
  'Files staged for posts: where each lies, how far its upload is, what its bytes say of themselves and what the platform would refuse. Found by primary key.';
comment on column media.upload_id is 'The multipart upload at S3; without meaning once the file is complete.';
comment on column media.state is
  'A deleted row stays until it expires, so that deleting it again finds it, and so that purge-expired sees to it that its object is gone.';

-- Serves: purge-expired, in batches.
create index media_expired on media (expires_at);
comment on index media_expired is 'purge-expired: files whose time is over.';

alter table media enable row level security;
alter table media force row level security;
create policy tenant_rows on media to app
  using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());
create policy all_rows on media to worker using (true) with check (true);
grant select, insert, update on media to app;
grant select, update, delete on media to worker;
