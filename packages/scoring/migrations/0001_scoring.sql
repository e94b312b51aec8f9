-- Times are epoch milliseconds, UTC, as in the records. Text keys sort by bytes, so that locks are taken in one order.

-- The latest known state of each interaction that scores, or that could replace one which does.
create table scoring.interactions (
  interaction_id text collate "C" primary key,
  revision bigint not null,
  deleted boolean not null,
  reading integer not null
);

-- What each score is made of. Points are those of the rules at the time; caps and decay apply when folded.
create table scoring.contributions (
  interaction_id text collate "C" not null,
  rule text not null,
  anchor text collate "C" not null,
  day date not null,
  points double precision not null,
  occurred_at bigint not null,
  revision bigint not null,
  primary key (interaction_id, rule)
);
create index contributions_by_anchor on scoring.contributions (anchor);

-- Whose an identifier is. Version 0: only told by a resolved interaction; the first assignment outranks it.
create table scoring.anchors (
  anchor text collate "C" primary key,
  customer_id text collate "C" not null,
  version bigint not null default 0,
  valid_from bigint not null,
  valid_to bigint not null
);
create index anchors_by_customer on scoring.anchors (customer_id);

-- Whose it was before, where the past stays with them (a recycled number).
create table scoring.former_anchors (
  anchor text collate "C" not null,
  customer_id text collate "C" not null,
  valid_from bigint not null,
  valid_to bigint not null,
  primary key (anchor, valid_from)
);
create index former_anchors_by_customer on scoring.former_anchors (customer_id);

create view scoring.assignments as
  select anchor, customer_id, valid_from, valid_to from scoring.anchors
  union all
  select anchor, customer_id, valid_from, valid_to from scoring.former_anchors;

create table scoring.scores (
  customer_id text collate "C" primary key,
  -- 0: never announced.
  version bigint not null default 0,
  value double precision not null default 0,
  as_of bigint not null default 0,
  half_life_days double precision not null default 0,
  contributions integer not null default 0,
  last_contribution_at bigint,
  by_rule jsonb not null default '{}'
  -- Changes with almost every event: room on the page and no index on what changes keep the update to one row.
) with (fillfactor = 70);

create table scoring.signals (
  signal_id uuid primary key,
  customer_id text collate "C" not null,
  signal text not null,
  rule text not null,
  "window" text not null,
  interaction_id text collate "C",
  "values" jsonb not null,
  occurred_at bigint not null,
  recorded_at timestamptz not null default now()
);
create index signals_by_customer on scoring.signals (customer_id, occurred_at desc);

-- Which windows a customer's anchors have had, so that neither a merge nor a cut raises a threshold's signal again.
create table scoring.signal_anchors (
  anchor text collate "C" not null,
  rule text not null,
  "window" text not null,
  signal_id uuid not null,
  primary key (anchor, rule, "window")
);

-- Append-only: the last one is in force.
create table scoring.rule_sets (
  id bigserial primary key,
  definition jsonb not null,
  saved_at timestamptz not null default now()
);

create table scoring.outbox (
  id bigserial primary key,
  topic text not null,
  key text not null,
  value bytea,
  headers jsonb not null default '{}',
  created_at timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
