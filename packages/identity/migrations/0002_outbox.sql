-- As `outboxTable('identity')` of @throughline/outbox gives it.
create table identity.outbox (
  id bigserial primary key,
  topic text not null,
  key text not null,
  value bytea,
  headers jsonb not null default '{}',
  created_at timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
