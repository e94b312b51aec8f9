-- Times are epoch milliseconds, UTC, as in the records. Text keys sort by bytes, so that locks are taken in one order.

-- The latest known state of each interaction that ever carried a consent.
create table audience.interactions (
  interaction_id text collate "C" primary key,
  revision bigint not null,
  deleted boolean not null,
  reading integer not null
);

-- Append-only: what somebody said, for which identifier, as known from recorded_at until withdrawn_at.
create table audience.statements (
  id bigserial primary key,
  interaction_id text collate "C" not null,
  identifier text collate "C" not null,
  purpose text collate "C" not null,
  state text not null,
  trusted boolean not null,
  effective_at bigint not null,
  recorded_at bigint not null,
  withdrawn_at bigint
);
create index statements_by_identifier on audience.statements (identifier, purpose);
create index statements_by_interaction on audience.statements (interaction_id);

-- Whose an identifier is now. Version 0: only told by a resolved interaction. No customer: it is nobody's at present.
create table audience.owners (
  identifier text collate "C" primary key,
  customer_id text collate "C" not null,
  valid_from bigint,
  version bigint not null default 0
);
create index owners_by_customer on audience.owners (customer_id);

-- The fold of an identifier's statements for a purpose.
create table audience.consents (
  identifier text collate "C" not null,
  purpose text collate "C" not null,
  customer_id text collate "C" not null default '',
  state text not null default 'unknown',
  version bigint not null default 0,
  interaction_id text collate "C",
  effective_at bigint not null default 0,
  recorded_at bigint not null default 0,
  primary key (identifier, purpose)
);
create index consents_by_customer on audience.consents (customer_id);

-- When an identifier was last the author of anything, to the hour.
create table audience.activity (
  anchor text collate "C" primary key,
  last_at bigint not null
);

-- What segments ask about a customer.
create table audience.profiles (
  customer_id text collate "C" primary key,
  customer_version bigint not null default 0,
  state text not null default 'active',
  traits jsonb not null default '{}',
  score_version bigint not null default 0,
  score double precision not null default 0,
  score_as_of bigint not null default 0,
  half_life_days double precision not null default 0,
  -- When its segments were last looked at; 0: to be done soon.
  evaluated_at bigint not null default 0
);
create index profiles_by_evaluation on audience.profiles (evaluated_at);

create table audience.segments (
  segment_id text collate "C" primary key,
  name text not null,
  definition jsonb not null,
  enabled boolean not null default true,
  changed_at timestamptz not null default now()
);
insert into audience.segments (segment_id, name, definition) values
  ('hot-leads', 'Hot leads', '{"scoreAtLeast": 80}'),
  ('recently-active', 'Recently active', '{"activeWithinDays": 30}'),
  ('no-marketing-consent', 'No marketing consent', '{"not": {"consent": "marketing", "state": "granted"}}');

create table audience.memberships (
  customer_id text collate "C" not null,
  segment_id text collate "C" not null,
  member boolean not null,
  version bigint not null,
  changed_at bigint not null,
  primary key (customer_id, segment_id)
);
create index memberships_by_segment on audience.memberships (segment_id) where member;

create table audience.outbox (
  id bigserial primary key,
  topic text not null,
  key text not null,
  value bytea,
  headers jsonb not null default '{}',
  created_at timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
