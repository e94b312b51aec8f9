-- What crm-writer knows of people, folded from the topics that it consumes. Versions come with the messages; lower ones are ignored.
create table ledger.people (
  customer_id text primary key,
  version bigint not null,
  merged_into text,
  traits jsonb not null default '{}',
  changed_at timestamptz not null default now()
);
create index people_merged on ledger.people (merged_into) where merged_into is not null;

-- The customer that holds an id now. A circle cannot come to be; should one, this ends all the same.
create function ledger.survivor(the_customer text) returns text language plpgsql stable as $$
declare
  held text := the_customer;
  next text;
begin
  for step in 1..100 loop
    select merged_into into next from ledger.people where customer_id = held;
    if next is null then return held; end if;
    held := next;
  end loop;
  return held;
end $$;

create table ledger.identifiers (
  identifier text primary key,
  customer_id text not null,
  verified boolean not null,
  version bigint not null
);
create index identifiers_customer on ledger.identifiers (customer_id);

create table ledger.consents (
  identifier text not null,
  purpose text not null,
  customer_id text not null,
  state text not null,
  version bigint not null,
  primary key (identifier, purpose)
);
create index consents_customer on ledger.consents (customer_id);

-- One job for each record and connection: changes while it waits are one write.
create table ledger.jobs (
  id bigint generated always as identity unique,
  connection_id text not null,
  record text not null,
  kind text not null check (kind in ('contact', 'activity')),
  -- The interaction's customers, or the contact's one.
  customers text[] not null,
  interaction_id text,
  -- 0 live, 1 retry, 2 back-fill.
  lane smallint not null default 0,
  -- waiting: for a contact that is not there yet. failed, skipped: for a person.
  state text not null default 'pending' check (state in ('pending', 'waiting', 'failed', 'skipped')),
  -- Raised with every change: a job that changed while it was being written is written again.
  generation bigint not null default 1,
  revision bigint not null default 0,
  payload jsonb,
  attempt int not null default 0,
  next_attempt_at timestamptz not null default now(),
  claimed_by text,
  claimed_until timestamptz,
  error_code text,
  -- What the vendor said; may hold personal data, so it is shown to people and never logged.
  error_message text,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (connection_id, record)
);
create index jobs_due on ledger.jobs (connection_id, kind, lane, next_attempt_at) where state = 'pending';
create index jobs_waiting on ledger.jobs using gin (customers) where state in ('waiting', 'skipped');
create index jobs_errors on ledger.jobs (id) where state in ('failed', 'skipped');

-- What stands in the destination. An intent without outcome is a call whose end nobody saw.
create table ledger.records (
  connection_id text not null,
  record text not null,
  customer_id text,
  interaction_id text,
  remote_type text,
  remote_id text,
  -- False: the remote record is another customer's of ours.
  owned boolean not null default true,
  written_hash text,
  written_at timestamptz,
  -- Of the interaction that was written last.
  revision bigint not null default 0,
  writes bigint not null default 0,
  intent_hash text,
  intent_at timestamptz,
  intent_by text,
  primary key (connection_id, record)
);
create index records_remote on ledger.records (connection_id, remote_type, remote_id) where remote_id is not null;
create index records_customer on ledger.records (customer_id) where customer_id is not null;

-- Leases on what two customers may share, so that no two writers create the same person.
create table ledger.locks (
  connection_id text not null,
  key text not null,
  holder text not null,
  held_until timestamptz not null,
  primary key (connection_id, key)
);
create index locks_holder on ledger.locks (holder);

create table ledger.budgets (
  connection_id text primary key,
  -- What the vendor's headers say; outranks what its documentation says.
  vendor_max int,
  blocked_until timestamptz,
  blocked_code text,
  -- Failures of the connection in a row.
  failures int not null default 0
);

create table ledger.grants (
  connection_id text not null,
  granted_at timestamptz not null
);
create index grants_connection on ledger.grants (connection_id, granted_at);

-- Takes one request out of the budget: no more than the limit within any span of the interval, over all replicas, by this server's clock.
-- Returns 0, or the milliseconds after which to ask again.
create function ledger.take_budget(
  the_connection text, documented_max int, cap int, share real, span interval
) returns int language plpgsql as $$
declare
  budget ledger.budgets;
  moment timestamptz;
  ceiling int;
  used int;
  oldest timestamptz;
begin
  insert into ledger.budgets (connection_id) values (the_connection) on conflict do nothing;
  select * into budget from ledger.budgets where connection_id = the_connection for update;
  moment := clock_timestamp();
  if budget.blocked_until > moment then
    return ceil(extract(epoch from budget.blocked_until - moment) * 1000);
  end if;
  delete from ledger.grants where connection_id = the_connection and granted_at <= moment - span;
  select count(*), min(granted_at) into used, oldest from ledger.grants where connection_id = the_connection;
  ceiling := greatest(1, floor(least(coalesce(budget.vendor_max, documented_max), cap) * share));
  if used < ceiling then
    insert into ledger.grants (connection_id, granted_at) values (the_connection, moment);
    return 0;
  end if;
  return greatest(1, ceil(extract(epoch from oldest + span - moment) * 1000));
end $$;

create table ledger.outbox (
  id bigserial primary key,
  topic text not null,
  key text not null,
  value bytea,
  headers jsonb not null default '{}',
  created_at timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
