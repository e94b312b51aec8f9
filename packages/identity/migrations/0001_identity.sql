create extension if not exists pg_trgm;

-- Whose an identifier is now, one open row each; a closed interval (valid_to set) keeps a recycled number's former holder.
-- `valid_from`, `valid_to` and the other *_at bigint columns are epoch milliseconds of the interaction's own time.
create table identity.identifiers (
  identifier text not null,
  type text not null,
  customer_id uuid not null,
  -- The channel itself has proved it at least once.
  verified boolean not null,
  -- Too many people use it (by rule or learnt): it may be an anchor but never links.
  shared boolean not null default false,
  first_at bigint not null,
  first_interaction text not null,
  -- For `conversation:` and `interaction:` only: the identifier that they follow, and the rank of the sighting that said so.
  held_by text,
  held_rank text,
  held_digest text,
  valid_from bigint,
  valid_to bigint,
  -- Of the assignment, as announced.
  version bigint not null default 1,
  assigned_at timestamptz not null default now(),
  constraint identifiers_once unique nulls not distinct (identifier, valid_to)
);
create index identifiers_by_customer on identity.identifiers (customer_id);
create index identifiers_held on identity.identifiers (held_by) where held_by is not null;
-- People search by what they can type; cookies and conversations would only swell the index.
create index identifiers_search on identity.identifiers using gin (identifier gin_trgm_ops)
  where type not in ('conversation', 'interaction', 'cookie', 'anonymous', 'device', 'session');

-- Former assignments: what was known between recorded_at and withdrawn_at.
create table identity.past_assignments (
  identifier text not null,
  customer_id uuid not null,
  valid_from bigint,
  valid_to bigint,
  recorded_at timestamptz not null,
  withdrawn_at timestamptz not null default now()
);
create index past_assignments_by_identifier on identity.past_assignments (identifier);
create index past_assignments_by_customer on identity.past_assignments (customer_id);

-- Two identifiers seen on the same person. `low` < `high` by code point; kind: observed, or asserted as record (a CRM says
-- so), person or match. `accepted` and `refusal` are derived from the component's evidence and may change with it.
create table identity.edges (
  low text not null,
  high text not null,
  kind text not null,
  verified boolean not null,
  first_at bigint not null,
  first_interaction text not null,
  first_digest text not null,
  -- The earliest sighting of the latest UTC day: moves at most once a day and is the same in whatever order they arrive.
  last_at bigint not null,
  last_interaction text not null,
  last_digest text not null,
  accepted boolean not null,
  refusal text,
  -- Version of the model behind a match.
  model text,
  recorded_at timestamptz not null default now(),
  decided_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  constraint edges_once unique nulls not distinct (low, high, kind, withdrawn_at)
) with (fillfactor = 90);
create index edges_by_high on identity.edges (high);
create index edges_refused on identity.edges (decided_at) where not accepted and withdrawn_at is null;

-- Recorded assertions that two identifiers are different people.
create table identity.cannot_links (
  low text not null,
  high text not null,
  asserted_by text not null,
  reason text,
  effective_at timestamptz not null default now(),
  recorded_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  constraint cannot_links_once unique nulls not distinct (low, high, withdrawn_at)
);
create index cannot_links_by_high on identity.cannot_links (high);

-- Recorded assertions that many people use a value: learnt, or stated by a person.
create table identity.shared_values (
  identifier text not null,
  reason text not null,
  asserted_by text not null,
  effective_at timestamptz not null default now(),
  recorded_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  constraint shared_values_once unique nulls not distinct (identifier, withdrawn_at)
);

-- Every id ever issued. A merged one points straight at the customer that holds its founding identifier now.
create table identity.customers (
  id uuid primary key,
  founding_identifier text not null,
  state text not null,
  merged_into uuid,
  -- As announced: consumers ignore versions not above theirs. `revision` also counts what is not announced.
  version bigint not null,
  revision bigint not null,
  -- Identifiers by limit slot, such as {"email": 2, "hubspot-contact@123": 1}.
  counts jsonb not null,
  identifier_count integer not null,
  -- Holds a verified identifier that names a person / an accepted claimed edge / a refused edge or cannot-link.
  verified boolean not null,
  claimed boolean not null,
  contested boolean not null,
  -- The fold of its identifiers' traits, by name.
  traits jsonb not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  constraint customers_merged check ((state = 'merged') = (merged_into is not null))
) with (fillfactor = 80);
create index customers_by_founding on identity.customers (founding_identifier);
create index customers_merged_into on identity.customers (merged_into) where merged_into is not null;

-- What was said of a person, by the identifier that it came with, so that it follows merges and cuts. One row per value:
-- first and last time that it was said (epoch milliseconds).
create table identity.traits (
  identifier text not null,
  name text not null,
  value text not null,
  platform text not null,
  first_at bigint not null,
  first_interaction text not null,
  last_at bigint not null,
  last_interaction text not null,
  last_digest text not null,
  recorded_at timestamptz not null default now(),
  withdrawn_at timestamptz
) with (fillfactor = 80);
create unique index traits_once on identity.traits (identifier, name, md5(value), withdrawn_at) nulls not distinct;
create index traits_search on identity.traits using gin (value gin_trgm_ops)
  where name in ('name', 'firstName', 'lastName', 'company');
