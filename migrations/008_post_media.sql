-- Which staged files a post was made of. A post's intent names them too, but no index can serve a look into it: its
-- operators may not be asked before the tenant's fence.
create table post_media (
  tenant_id text not null check (tenant_id <> ''),
  media_id uuid not null,
  post_id uuid not null,
  primary key (tenant_id, media_id, post_id)
);
comment on table post_media is
  'The staged files of each post. delete-media and purge-expired find by its primary key whether a post still needs a file.';

alter table post_media enable row level security;
alter table post_media force row level security;
create policy tenant_rows on post_media to app
  using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());
create policy all_rows on post_media to worker using (true) with check (true);
grant select, insert on post_media to app;
grant select, delete on post_media to worker;
