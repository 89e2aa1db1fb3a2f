-- Why:    the law of incidents at length: monitors that flap, incidents that nobody hears of any more, resolves whose outage
--         never came; statements that add nothing are left out of the fold; repeats of one delivery are counted.
-- Tables: incidents (flapping_since, flapping_until, flaps_with, stale_since), incident_facts (is_redundant, orphaned_at),
--         delivery_repeat_counts (new), indexes.
-- Lock:   incidents and incident_facts while their indexes are built; the columns are added without a rewrite.
-- Backfill: none (every fact that is there takes part in the fold, as before).
alter table incidents add column flapping_since timestamptz;
alter table incidents add column flapping_until timestamptz;
alter table incidents add column flaps_with uuid;
alter table incidents add column stale_since timestamptz;
alter table incidents add constraint flapping_incident_says_since_when
  check (flapping = (flapping_since is not null) and flapping = (flapping_until is not null)
    and flapping = (flaps_with is not null));
comment on column incidents.flapping_until is 'calm from then on, unless its monitor opens again before';
comment on column incidents.flaps_with is 'the first incident of its monitor that flapped: its open slots are joined; itself where it is the first';
comment on column incidents.stale_since is 'unresolved, and nothing was heard of it for the time that its source says';
create index incidents_flapping on incidents (flapping_until) where flapping;
create index incidents_stale on incidents (stale_since) where stale_since is not null;
create index incidents_by_monitor_and_end on incidents (monitor_id, (coalesce(resolved_at, 'infinity'::timestamptz)));

alter table incident_facts add column is_redundant boolean not null default false;
alter table incident_facts add column judged_at timestamptz;
comment on column incident_facts.is_redundant is 'what was said up to its instant says the same without it: left out of the fold unless something older comes';
comment on column incident_facts.judged_at is 'of a resolve that ended nothing: when it was looked at, an hour after its receipt; an orphan is listed then';
create index incident_facts_essential on incident_facts (source_id, correlation_key, occurred_at)
  where not is_redundant and superseded_at is null;
create index incident_facts_stray on incident_facts (first_received_at)
  where kind = 'resolved' and incident_id is null and judged_at is null and superseded_at is null;

create table delivery_repeat_counts (
  delivery_id uuid primary key references deliveries (id),
  more bigint not null,
  last_seen_at timestamptz not null
);
comment on table delivery_repeat_counts is 'repeats beyond those that have a row of their own in delivery_repeats';
