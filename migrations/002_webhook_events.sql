create table webhook_events (
  dedupe_key bytea primary key check (length(dedupe_key) = 32),
  platform text not null,
  event_type text,
  open_id text,
  publish_id text,
  occurred_at timestamptz,
  received_at timestamptz not null,
  body bytea not null,
  outcome text check (outcome in ('applied', 'ignored', 'parked', 'rejected')),
  detail text,
  error text,
  attempts smallint not null default 0,
  recorded_at timestamptz not null default now()
);
comment on table webhook_events is
  'Every distinct webhook event, byte for byte, with what became of it. The primary key is the dedupe key, so that a second copy finds the first. A null outcome is an event whose handling failed so far; error and attempts say how.';

-- Serves: purge-expired. BRIN, because rows arrive in order of time and the index then costs an insert nothing.
create index webhook_events_recorded on webhook_events using brin (recorded_at);
comment on index webhook_events_recorded is 'purge-expired: events older than every way in which a copy could still arrive.';
