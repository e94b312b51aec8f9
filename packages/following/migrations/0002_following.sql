-- How each source is followed: what stands between us and the vendor, what is asked for and when, and what came of it.
-- Times are the service's clock (a parameter of each statement), so that a schedule can be tested without waiting for it.

create table fetcher.sources (
  source_id        text primary key,
  platform         text not null,
  -- blocked: the vendor refuses us until the source is connected again. leaving: deleted, its subscriptions still to be removed.
  state            text not null default 'following' check (state in ('following', 'blocked', 'leaving')),
  error_code       text,
  error_at         timestamptz,
  -- Nothing is asked of the vendor before this: its own word (Retry-After), or the next look whether it still refuses us.
  paused_until     timestamptz,
  -- The first of the failures since the vendor last answered.
  away_since       timestamptz,
  -- When this service last looked after it: a long gap is an outage of ours.
  seen_at          timestamptz,
  followed_since   timestamptz not null,
  -- Of the settings that state and schedule were made from.
  settings_version bigint not null default 0,
  -- Those settings, encrypted, to take leave of the vendor with once the source is deleted.
  key_id           text,
  settings         bytea,
  -- What a person asked for; null: as the platform says.
  backfill_days    integer check (backfill_days >= 0),
  check ((key_id is null) = (settings is null))
);

insert into fetcher.sources (source_id, platform, followed_since)
  select source_id, min(platform), now() from fetcher.jobs group by source_id;

-- Access tokens and rotated refresh tokens, AES-256-GCM bound to the row. The row's lock lets one replica renew.
create table fetcher.tokens (
  source_id  text primary key,
  key_id     text,
  sealed     bytea,
  renewed_at timestamptz,
  check ((key_id is null) = (sealed is null))
);

-- What has to be done again and again: leased like jobs, one row each.
create table fetcher.tasks (
  source_id    text not null,
  kind         text not null check (kind in ('subscription', 'feed', 'day')),
  -- The subscription's key, the feed, or the day.
  name         text not null,
  lane         text not null default 'live' check (lane in ('live', 'retry', 'backfill')),
  due_at       timestamptz not null,
  -- Raised by each request; a run answers for the generation that it began with.
  generation   bigint not null default 1,
  -- What a notification said of it: `deleted`, `changed`.
  asked        text,
  attempt      integer not null default 0,
  leased_until timestamptz,
  lease        text,
  error_code   text,
  error_at     timestamptz,
  done_at      timestamptz,
  primary key (source_id, kind, name)
);
create index tasks_due on fetcher.tasks (due_at);

create table fetcher.subscriptions (
  source_id  text not null,
  key        text not null,
  remote_id  text not null,
  -- Of the URL that it delivers to, which can hold a secret.
  url_digest text not null,
  expires_at timestamptz,
  -- When the vendor last said that it is there.
  proven_at  timestamptz not null,
  primary key (source_id, key)
);
create index subscriptions_remote on fetcher.subscriptions (source_id, remote_id);

create table fetcher.feeds (
  source_id  text not null,
  feed       text not null,
  cursor     text not null,
  started_at timestamptz not null,
  -- When everything up to then had been read.
  read_at    timestamptz not null,
  primary key (source_id, feed)
);

-- What the vendor has of a day (UTC) against what the archive has of it.
create table fetcher.completeness (
  source_id      text not null,
  day            text not null check (day ~ '^\d{4}-\d\d-\d\d$'),
  -- Part of the back-fill that a connection begins with.
  backfill       boolean not null default false,
  vendor_count   integer,
  archived_count integer,
  -- Of what was missing at the last check.
  fetched        integer not null default 0,
  -- In all, by whatever check.
  brought        integer not null default 0,
  checked_at     timestamptz,
  -- The check under way: where it goes on after a crash, and what it has counted.
  page           text,
  listed         integer not null default 0,
  present        integer not null default 0,
  primary key (source_id, day)
);

-- A WebSocket is held by one replica at a time.
create table fetcher.streams (
  source_id    text primary key,
  lease        text,
  leased_until timestamptz,
  state        text not null default 'closed' check (state in ('closed', 'open')),
  -- Up to here nothing can have been missed.
  heard_until  timestamptz,
  attempt      integer not null default 0,
  due_at       timestamptz not null,
  error_code   text,
  error_at     timestamptz
);

-- The day of history that asked, and what its list said of the object.
alter table fetcher.jobs add column day text, add column listed text;

create function fetcher.rank(lane text) returns integer language sql immutable parallel safe
  return case lane when 'live' then 0 when 'retry' then 1 else 2 end;

drop index fetcher.jobs_due;
create index jobs_ready on fetcher.jobs (source_id, fetcher.rank(lane), due_at) where state = 'waiting';
create index jobs_leased on fetcher.jobs (source_id, leased_until) where leased_until is not null;
create index jobs_open on fetcher.jobs (source_id, lane, state) where state <> 'done';
create index jobs_done on fetcher.jobs (fetched_at) where state = 'done';
