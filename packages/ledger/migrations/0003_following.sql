-- A former life of a recycled identifier is a row of its own. `anchor` is the plain identifier, as interactions carry it.
alter table ledger.identifiers add column anchor text not null default '';
alter table ledger.identifiers add column valid_from bigint;
alter table ledger.identifiers add column valid_to bigint;
update ledger.identifiers set anchor = regexp_replace(identifier, ' until -?[0-9]+$', '');
create index identifiers_anchor on ledger.identifiers (anchor);

-- The customer who has, or had, an anchor at a time (epoch milliseconds); null: not told of.
create function ledger.holder(the_anchor text, the_time bigint) returns text language sql stable as $$
  select ledger.survivor(customer_id) from ledger.identifiers
    where anchor = the_anchor and customer_id <> '' and coalesce(valid_from <= the_time, true)
      and coalesce(the_time < valid_to, true)
    order by valid_to nulls last limit 1
$$;

-- Of a contact: the identifier that it was made or found by and when, so that it follows whoever has that; whose mark it bears in the
-- destination; which fields we wrote. Of an entry: what it is anchored by and when it happened; the contacts that it stands with.
alter table ledger.records add column identity text;
alter table ledger.records add column identified_at bigint;
alter table ledger.records add column marked text;
alter table ledger.records add column fields text[];
alter table ledger.records add column anchors text[];
alter table ledger.records add column occurred_at bigint;
alter table ledger.records add column contacts text[];
create index records_identity on ledger.records (identity) where identity is not null;
create index records_marked on ledger.records (connection_id, marked) where marked is not null;
create index records_anchors on ledger.records using gin (anchors) where anchors is not null;
create index records_contacts on ledger.records using gin (contacts) where contacts is not null;

alter table ledger.jobs add column anchors text[];
alter table ledger.jobs add column occurred_at bigint;

-- Ids of who was erased: nothing more is written of them.
create table ledger.erased_customers (
  customer_id text primary key
);
