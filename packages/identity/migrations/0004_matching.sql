-- Models of who is probably one person, each a version. They hold no value that fewer than three customers have.
create table identity.matching_models (
  version integer generated always as identity primary key,
  model jsonb not null,
  -- Active customers when it was learnt: once they have doubled, another is.
  customers bigint not null,
  trained_at timestamptz not null default now()
);

-- Customers to be compared: written with the change itself, one row each however often it changes.
create table identity.matching_queue (
  customer_id uuid primary key,
  -- The customer's, as of the latest change: what was compared is taken off only where nothing came since.
  revision bigint not null,
  queued_at timestamptz not null default now(),
  -- Who compares it, and until when nobody else does.
  claim uuid,
  claimed_until timestamptz not null default '-infinity'
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index matching_queue_by_time on identity.matching_queue (queued_at);

-- Under what other settings or another model everybody is compared anew, and how far that has come.
create table identity.matching_sweep (
  once boolean primary key default true check (once),
  settings text not null,
  after uuid,
  done boolean not null
);

-- What of a customer is compared, by field, as of the last time that it was prepared.
create table identity.matching_records (
  customer_id uuid primary key,
  fields jsonb not null
) with (fillfactor = 80);

-- What a customer is looked for by: 64-bit hashes of the blocking keys. Guessable, so personal data: they go with the customer.
create table identity.matching_keys (
  key bigint not null,
  customer_id uuid not null,
  primary key (key, customer_id)
);
create index matching_keys_by_customer on identity.matching_keys (customer_id);

-- Two who are probably one, by an identifier of each with which what was compared came: so it follows merges and cuts.
create table identity.suggestions (
  id bigint generated always as identity primary key,
  low text not null,
  high text not null,
  probability double precision not null,
  weight double precision not null,
  -- By aspect: level and weight, no values.
  evidence jsonb not null,
  model integer not null,
  -- `linked`: they are one. `refused`: a person said that they are two, or a protection did (a conflict tells).
  -- `withdrawn`: they no longer resemble each other enough.
  state text not null check (state in ('open', 'linked', 'refused', 'withdrawn')),
  found_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  constraint suggestions_once unique (low, high)
);
create index suggestions_by_high on identity.suggestions (high);
create index suggestions_open on identity.suggestions (probability desc, id desc) where state = 'open';

insert into identity.matching_queue (customer_id, revision)
  select id, revision from identity.customers where state = 'active' and traits <> '{}';
