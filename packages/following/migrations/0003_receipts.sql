-- Of each object what is about to be written, and when it was received: noted before it is written, so that an attempt that was cut short
-- and done again writes the same revision and no later one.
create table fetcher.receipts (
  source_id    text not null,
  object_type  text not null,
  object_id    text not null,
  content_hash text not null,
  -- Epoch milliseconds; of another content always later than of the one before.
  received_at  bigint not null,
  primary key (source_id, object_type, object_id)
);

create index receipts_age on fetcher.receipts (received_at);
