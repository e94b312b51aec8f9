-- What became of the deliveries of each source, for whoever sets it up: when one was last accepted, answered as a handshake or
-- refused, and why. Never what was in it.
create table connections.arrivals (
  source_id text not null references connections.sources on delete cascade,
  outcome text not null check (outcome in ('accepted', 'handshake', 'refused')),
  at timestamptz not null,
  reason text,
  count bigint not null,
  primary key (source_id, outcome)
);
