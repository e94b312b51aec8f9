-- Bodies too large for a Kafka record, by the digest of their raw record; the record carries only the digest.
create table raw.bodies (
  digest text primary key check (digest ~ '^[0-9a-f]{64}$'),
  body bytea not null,
  created_at timestamptz not null default now()
);
-- Bodies hardly compress twice (images, archives): keep them out of line as they are and spare the processor.
alter table raw.bodies alter column body set storage external;
create index bodies_created_at on raw.bodies (created_at);
