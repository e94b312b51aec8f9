-- What has to be fetched from vendors: one row per object, so that a hundred notifications of it are one or two fetches.
create table fetcher.jobs (
  source_id     text not null,
  object_type   text not null,
  object_id     text not null,
  platform      text not null,
  family        text not null,
  change        text not null,
  parameters    jsonb not null default '{}',
  lane          text not null default 'live',
  requested_at  bigint not null,
  digest        text not null,
  delivery_id   text not null,
  -- Raised by each request; a fetch answers for the generation that it began with.
  generation    bigint not null default 1,
  state         text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  attempt       integer not null default 0,
  due_at        timestamptz not null default now(),
  leased_until  timestamptz,
  error_code    text,
  -- Of what was brought last: the same content is not brought again.
  content_hash  text,
  fetched_at    timestamptz,
  primary key (source_id, object_type, object_id)
);

create index jobs_due on fetcher.jobs (due_at) where state = 'waiting';
