-- A former life of a recycled identifier is an assignment of its own: whose it is changes as that person is merged and cut. `anchor` is the
-- plain identifier, as interactions carry it; `life` tells the assignments of one anchor apart, '' is the present one.
-- A row without a customer only keeps the place until the present assignment is told.
alter table scoring.anchors add column life text collate "C" not null default '';
alter table scoring.anchors drop constraint anchors_pkey;
alter table scoring.anchors add primary key (anchor, life);
insert into scoring.anchors (anchor, life, customer_id, version, valid_from, valid_to)
select anchor, anchor || ' until ' || valid_to, customer_id, 0, valid_from, valid_to from scoring.former_anchors;

create or replace view scoring.assignments as
  select anchor, customer_id, valid_from, valid_to from scoring.anchors where customer_id <> '';
drop table scoring.former_anchors;

-- Ids of who was erased: what comes late of them is taken in no more.
create table scoring.erased_customers (
  customer_id text collate "C" primary key
);
