create table console.users (
  id text primary key,
  name text not null,
  role text not null check (role in ('admin', 'agent', 'viewer', 'auditor')),
  password_hash text not null,
  created_at timestamptz not null default now(),
  disabled_at timestamptz
);
create unique index users_name on console.users (lower(name));

create table console.api_tokens (
  id text primary key,
  name text not null,
  role text not null check (role in ('admin', 'agent', 'viewer', 'auditor')),
  -- SHA-256 of the token, lower-case hex: a token has 256 random bits, so nothing slower is needed.
  token_hash text not null unique,
  created_at timestamptz not null default now(),
  created_by text not null,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);

-- The shape that connect-pg-simple expects.
create table console.sessions (
  sid text primary key,
  sess json not null,
  expire timestamptz not null
);
create index sessions_expire on console.sessions (expire);

-- The shape that rate-limiter-flexible expects; `expire` is epoch milliseconds.
create table console.rate_limits (
  key text primary key,
  points integer not null default 0,
  expire bigint
);

create table console.audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor_kind text not null check (actor_kind in ('user', 'token', 'none')),
  actor_id text,
  actor_name text,
  action text not null,
  -- What was seen or changed, as `type:id`; never the data itself.
  subjects text[] not null default '{}',
  details jsonb not null default '{}',
  request_id text not null
);
create index audit_at on console.audit (at desc, id desc);
create index audit_actor on console.audit (actor_id, id desc);
create index audit_subjects on console.audit using gin (subjects);

create function console.refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only';
end $$;
create trigger audit_append_only before update or delete on console.audit
  for each row execute function console.refuse_audit_change();
create trigger audit_never_truncated before truncate on console.audit
  for each statement execute function console.refuse_audit_change();
