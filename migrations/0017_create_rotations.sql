-- Why:    who is on call is kept here, too: people take turns, and others take a shift for them.
-- Tables: rotations, rotation_overrides (new).
-- Lock:   none (new tables). Backfill: none.
create table rotations (
  id integer generated always as identity primary key,
  key text not null unique,
  name text not null,
  body jsonb not null,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  retired_at timestamptz
);
comment on column rotations.body is '{timeZone, levels: [{people, handOver, from, until?}]}';

-- Each level holds by itself; of two that overlap the one made last holds.
create table rotation_overrides (
  id uuid primary key,
  rotation_id integer not null references rotations (id),
  level integer not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  email text not null,
  name text,
  reason text not null,
  made_by text not null,
  made_at timestamptz not null,
  cancelled_at timestamptz,
  cancelled_by text,
  constraint override_is_of_a_level check (level >= 1),
  constraint override_ends_after_it_starts check (ends_at > starts_at),
  constraint cancelled_override_names_who check ((cancelled_at is null) = (cancelled_by is null))
);
create index rotation_overrides_by_end on rotation_overrides (rotation_id, ends_at) where cancelled_at is null;
