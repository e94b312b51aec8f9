-- Deliveries accepted while Kafka was away: each row is a whole Kafka record.
create table edge.spool (
  id bigserial primary key,
  topic text not null,
  key text,
  value bytea not null,
  headers jsonb not null,
  created_at timestamptz not null default now(),
  -- The error code for which Kafka refuses this record itself, so that it does not hold up those behind it.
  refused_code text
);
-- Rows come and go at once: let vacuum follow.
alter table edge.spool set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
create index spool_waiting on edge.spool (id) where refused_code is null;
