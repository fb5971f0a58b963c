-- Two logins, made by the migration before these files run: app serves HTTP requests for one tenant at a time,
-- worker serves queues and schedules for all. Neither owns a table, and even the owner is held to the policies.
grant usage on schema public to app, worker;

alter table oauth_accounts enable row level security;
alter table oauth_accounts force row level security;
create policy tenant_rows on oauth_accounts to app
  using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());
create policy all_rows on oauth_accounts to worker using (true) with check (true);
grant select, insert, update on oauth_accounts to app;
grant select, update on oauth_accounts to worker;

alter table authorization_attempts enable row level security;
alter table authorization_attempts force row level security;
create policy tenant_rows on authorization_attempts to app
  using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());
-- The platform's redirect names no tenant. Whoever holds the state, a secret of 256 bits, sees its one row.
create policy state_holder on authorization_attempts to app
  using (state_hash = decode(nullif(current_setting('creator_connect.state_hash', true), ''), 'hex'))
  with check (state_hash = decode(nullif(current_setting('creator_connect.state_hash', true), ''), 'hex'));
create policy all_rows on authorization_attempts to worker using (true) with check (true);
grant select, insert on authorization_attempts to app;
grant update (consumed_at) on authorization_attempts to app;
grant select, delete on authorization_attempts to worker;

alter table data_keys enable row level security;
alter table data_keys force row level security;
create policy tenant_rows on data_keys to app
  using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());
create policy all_rows on data_keys to worker using (true) with check (true);
grant select, insert on data_keys to app;
grant update (retired_at) on data_keys to app;
grant select, insert on data_keys to worker;
grant update (retired_at) on data_keys to worker;

alter table outbox enable row level security;
alter table outbox force row level security;
create policy tenant_rows on outbox to app
  using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());
create policy all_rows on outbox to worker using (true) with check (true);
grant insert on outbox to app, worker;

alter table audit_log enable row level security;
alter table audit_log force row level security;
create policy tenant_rows on audit_log to app
  using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());
create policy all_rows on audit_log to worker using (true) with check (true);
grant insert on audit_log to app, worker;

-- A webhook names no tenant before it is applied, so this table is the worker's alone.
alter table webhook_events enable row level security;
alter table webhook_events force row level security;
create policy all_rows on webhook_events to worker using (true) with check (true);
grant select, insert, update, delete on webhook_events to worker;
