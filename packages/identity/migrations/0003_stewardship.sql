-- What people order: one row a command, never changed but by an erasure, which empties what names the person.
create table identity.commands (
  id text primary key,
  kind text not null,
  command jsonb not null,
  ordered_by text not null,
  reason text,
  -- What undoes it; null where nothing does (erasure, rules).
  inverse jsonb,
  -- The command that this one undoes.
  undoes text,
  -- What came of it, as answered.
  consequence jsonb not null,
  -- Every identifier that the row names, so that an erasure finds it.
  identifiers text[] not null,
  recorded_at timestamptz not null default now()
);
create unique index commands_undone_once on identity.commands (undoes) where undoes is not null;
create index commands_by_time on identity.commands (recorded_at desc, id);
create index commands_by_identifier on identity.commands using gin (identifiers);

-- What a person said of a value: `shared` (many people's), `personal` (one person's, whatever was learnt or its form says) or
-- `blocked` (nobody's). Kept for values not seen yet too.
create table identity.rulings (
  identifier text not null,
  ruling text not null check (ruling in ('shared', 'personal', 'blocked')),
  command_id text not null,
  recorded_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  constraint rulings_once unique nulls not distinct (identifier, withdrawn_at)
);

alter table identity.identifiers add column ruling text;
-- A former life of a recycled identifier is a row of its own, named `<identifier> until <valid_to>`.
alter table identity.identifiers add column life_of text;
create index identifiers_lives on identity.identifiers (life_of) where life_of is not null;

alter table identity.edges add column command_id text;
alter table identity.cannot_links add column command_id text;

-- How an edge was decided before, from when to when.
create table identity.past_decisions (
  low text not null,
  high text not null,
  kind text not null,
  accepted boolean not null,
  refusal text,
  recorded_at timestamptz not null,
  withdrawn_at timestamptz not null default now()
);
create index past_decisions_by_low on identity.past_decisions (low, high);
create index past_decisions_by_high on identity.past_decisions (high);

-- What was believed of a customer before: state and the values that held.
create table identity.past_customers (
  customer_id uuid not null,
  state text not null,
  merged_into uuid,
  identifier_count integer not null,
  traits jsonb not null,
  recorded_at timestamptz not null,
  withdrawn_at timestamptz not null default now()
);
create index past_customers_by_id on identity.past_customers (customer_id, recorded_at);
-- Since when the row's state and values are believed.
alter table identity.customers add column profile_at timestamptz not null default now();

-- Who vouches for a value: `verified` (said by somebody whom the channel proved), `record` (a vendor's entry) or `claimed`.
alter table identity.traits add column source text not null default 'claimed';
drop index identity.traits_once;
create unique index traits_once on identity.traits (identifier, name, md5(value), source, withdrawn_at) nulls not distinct;

-- Persons erased. `salt` makes the digests of their identifiers useless elsewhere.
create table identity.erasures (
  command_id text primary key,
  customer_id uuid not null,
  erased_at bigint not null
);
create table identity.salt (
  once boolean primary key default true check (once),
  salt bytea not null
);
insert into identity.salt (salt)
  values (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));
-- Of interactions up to `erased_at` (epoch milliseconds) nothing is taken in again. `version` is the last that was announced.
create table identity.erased_identifiers (
  digest bytea primary key,
  erased_at bigint not null,
  version bigint not null
);

-- Which rules hold: the highest version.
create table identity.rule_sets (
  version bigint generated always as identity primary key,
  rules jsonb not null,
  command_id text not null unique,
  recorded_at timestamptz not null default now()
);

-- Raised, with nobody else writing, by what changes how identifiers not known yet are to be taken: who read an older one reads again.
create table identity.epoch (
  once boolean primary key default true check (once),
  epoch bigint not null
);
insert into identity.epoch (epoch) values (0);
