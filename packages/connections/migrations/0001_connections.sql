-- How vendors are connected. Settings and credentials are AES-256-GCM ciphertexts (nonce, tag, ciphertext) bound to the
-- row's id; key_id says which key of the ring opens them.
create table connections.sources (
  id text primary key,
  platform text not null,
  name text not null,
  -- A topic of its own for a very large source; else that of the platform's family.
  topic text,
  key_id text not null,
  settings bytea not null,
  -- Still accepted for a while after a secret was changed, as vendors do not change theirs at the same moment.
  previous_key_id text,
  previous_settings bytea,
  previous_valid_until timestamptz,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((previous_settings is null) = (previous_key_id is null)),
  check ((previous_settings is null) = (previous_valid_until is null))
);

create table connections.destinations (
  id text primary key,
  platform text not null,
  name text not null,
  key_id text not null,
  credentials bytea not null,
  options jsonb not null default '{}',
  -- Switched by a person.
  enabled boolean not null default true,
  -- Set by the service that writes there: an error code, and when to try again (null: when a person resumes it).
  paused_code text,
  paused_at timestamptz,
  paused_until timestamptz,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((paused_code is null) = (paused_at is null))
);

-- Whoever keeps a copy hears of each change; the notification carries nothing, the copy asks what changed.
create function connections.notify_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('throughline_connections', tg_table_name);
  return null;
end $$;

create trigger sources_changed after insert or update or delete on connections.sources
  for each statement execute function connections.notify_change();
create trigger destinations_changed after insert or update or delete on connections.destinations
  for each statement execute function connections.notify_change();
