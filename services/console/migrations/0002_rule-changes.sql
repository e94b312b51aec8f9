-- Rules of identity that somebody ordered, and how far they are: applying them goes over all customers.
create table console.rule_changes (
  -- The order's id: given again, it goes on.
  id text primary key,
  rules jsonb not null,
  ordered_by text not null,
  reason text not null,
  ordered_at timestamptz not null default clock_timestamp(),
  state text not null check (state in ('running', 'done', 'failed')),
  -- While it runs, the process that applies it says so every few seconds; one that is gone does not.
  seen_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  customers bigint not null default 0,
  total bigint,
  moved bigint,
  code text
);
-- One change of rules at a time.
create unique index rule_changes_running on console.rule_changes (state) where state = 'running';
create index rule_changes_ordered on console.rule_changes (ordered_at desc);
