-- A former life of a recycled identifier is a row of its own. `anchor` is the plain identifier, as interactions carry it.
alter table audience.owners add column anchor text collate "C" not null default '';
alter table audience.owners add column valid_to bigint;
update audience.owners set anchor = regexp_replace(identifier, ' until -?[0-9]+$', '');
create index owners_by_anchor on audience.owners (anchor);

-- When an identifier was last the author of anything, to the hour, on each day (UTC, days since 1970): so that each of a recycled
-- number's holders keeps what was theirs.
alter table audience.activity add column day integer not null default 0;
update audience.activity set day = floor(last_at / 86400000.0);
alter table audience.activity drop constraint activity_pkey;
alter table audience.activity add primary key (anchor, day);

-- Ids of who was erased: what comes late of them is taken in no more.
create table audience.erased_customers (
  customer_id text collate "C" primary key
);
