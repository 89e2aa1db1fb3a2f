-- Why:    "as known on" a day: what an open month said then is counted anew from what was known by then, so each row that
--         decides a figure tells since when it is known, and what stood there before stays.
-- Tables: incident_facts (known_at), component_costs_before, policies_dropped (new).
-- Lock:   incident_facts for a moment (a column without a default). Backfill: none: a statement without it was known when it
--         was received; of rates and policies that were replaced before, nothing is kept.
alter table incident_facts add column known_at timestamptz;
comment on column incident_facts.known_at is 'when it was first read; null: when it was received';

-- Whole timelines, as they stood until they were replaced.
create table component_costs_before (
  component_id integer not null references components (id),
  lines jsonb not null,
  replaced_at timestamptz not null,
  primary key (component_id, replaced_at),
  constraint lines_before_are_a_list check (jsonb_typeof(lines) = 'array')
);
comment on column component_costs_before.lines is '[{"rate_per_minute", "currency", "valid_from", "valid_to"}]';

-- Versions that an earlier start of a later one took away.
create table policies_dropped (
  version integer primary key,
  body jsonb not null,
  valid_from timestamptz not null,
  created_at timestamptz not null,
  dropped_at timestamptz not null
);
