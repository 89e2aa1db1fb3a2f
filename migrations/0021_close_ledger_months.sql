-- Why:    the ledger that finance signs: lines follow an event by touching what overlaps it alone, months are closed into numbered
--         postings with chained snapshots, people adjust with a second person's yes, and verification runs with progress.
-- Tables: ledger_dirty, ledger_segments, ledger_periods, ledger_postings, ledger_snapshots, ledger_adjustments, exclusions
--         (columns); ledger_snapshot_parts, ledger_runs, calendar_bodies (new); incidents and incident_intervals (indexes).
-- Lock:   incidents and incident_intervals for writes while an index is built, the others for a moment.
-- Backfill: ledger_segments is derived: it is emptied and marked to be counted anew, which whoever asks for a figure does first.
alter table ledger_dirty add column dirty_to timestamptz;
comment on column ledger_dirty.dirty_to is 'null: to the end of time';

-- What overlaps a time is found from its end: of a component's incidents nearly all are over.
create index incidents_by_component_and_end on incidents (component_id, (coalesce(resolved_at, 'infinity'::timestamptz)))
  where origin = 'real';
drop index incident_intervals_by_start;
drop index incident_intervals_by_end;
create index incident_intervals_by_incident_and_end
  on incident_intervals (incident_id, (coalesce(ended_at, 'infinity'::timestamptz)));

delete from ledger_segments;
drop index ledger_segments_in_order;
alter table ledger_segments drop column marked;
alter table ledger_segments add column whole_from timestamptz not null;
alter table ledger_segments add column whole_to timestamptz;
alter table ledger_segments add column marks text[] not null default '{}';
alter table ledger_segments add column is_void boolean not null default false;
comment on column ledger_segments.whole_from is 'of the whole segment that this line is a part of; whole_to null: it still runs';
create index ledger_segments_in_order on ledger_segments (period, started_at, incident_id, part, impact);
create index ledger_segments_by_whole on ledger_segments (component_id, (coalesce(whole_to, 'infinity'::timestamptz)));
create index ledger_segments_running on ledger_segments (component_id) where ended_at is null;
insert into ledger_dirty (component_id, dirty_from)
  select distinct coalesce(component_id, 0), timestamptz '1970-01-01 00:00:00Z' from incidents where origin = 'real'
  on conflict do nothing;

alter table ledger_periods drop column next_document_no;
alter table ledger_periods add column times_closed integer not null default 0;
alter table ledger_periods add column explanations jsonb not null default '{}';
alter table ledger_periods add column reopen_asked_by text;
alter table ledger_periods add column reopen_asked_at timestamptz;
alter table ledger_periods add column reopen_reason text;
alter table ledger_periods add constraint reopening_says_who_asks_and_why
  check ((reopen_asked_by is null) = (reopen_asked_at is null) and (reopen_asked_by is null) = (reopen_reason is null));
alter table ledger_periods add constraint only_a_closed_period_is_asked_to_reopen
  check (status = 'closed' or reopen_asked_by is null);
alter table ledger_periods add constraint closed_period_was_closed check (status = 'open' or times_closed > 0);
comment on column ledger_periods.explanations is 'why finance closed it although something was open: {"openIncidents": "…"}';

alter table ledger_postings add column incident_id uuid not null;
alter table ledger_postings add column component_id integer;
alter table ledger_postings add constraint posting_entry_says_what_its_columns_say check (
  entry ->> 'period' = period and entry ->> 'postedPeriod' = posted_period and entry ->> 'documentNo' = document_no::text
  and entry ->> 'entryType' = entry_type);
alter table ledger_postings add constraint posting_is_numbered_from_one check (document_no >= 1);
create unique index document_is_reversed_once on ledger_postings (reverses_period, reverses_document_no)
  where entry_type = 'reversal';
create index ledger_postings_by_incident on ledger_postings (incident_id);
create index ledger_postings_by_component on ledger_postings (component_id, period);
-- A role that replicates skips ordinary triggers; none skips these.
alter table ledger_postings enable always trigger postings_are_written_once;
alter table ledger_postings enable always trigger postings_are_never_emptied;
alter table ledger_postings enable always trigger closed_periods_take_no_postings;
create trigger only_real_incidents_are_posted before insert on ledger_postings
  for each row execute function refuse_unreal_segment();

create function refuse_gap_in_numbers() returns trigger language plpgsql as $$
declare
  given record;
begin
  for given in
    select posted_period, min(document_no) as first, max(document_no) as last, count(*) as amount from posted group by posted_period
  loop
    if given.last - given.first + 1 <> given.amount or (given.first > 1 and not exists (
      select from ledger_postings where posted_period = given.posted_period and document_no = given.first - 1)) then
      raise exception 'documents of % must be numbered without gaps: % to % do not follow', given.posted_period, given.first, given.last
        using errcode = 'check_violation';
    end if;
  end loop;
  return null;
end $$;
create trigger documents_are_numbered_without_gaps after insert on ledger_postings
  referencing new table as posted for each statement execute function refuse_gap_in_numbers();

alter table ledger_snapshots drop column bytes;
alter table ledger_snapshots add column times_closed integer not null;
alter table ledger_snapshots add column chain_sha256 bytea not null;
alter table ledger_snapshots add column rows integer not null;
alter table ledger_snapshots add column size_bytes bigint not null;
alter table ledger_snapshots add constraint snapshot_is_made_once_per_closing unique (period, format, times_closed);
comment on column ledger_snapshots.sha256 is 'of the file as it is exported';
comment on column ledger_snapshots.previous_sha256 is 'chain_sha256 of the snapshot of this format made before, the month before; null for the first';
comment on column ledger_snapshots.chain_sha256 is 'SHA-256 of previous_sha256 (32 zero bytes for the first) followed by sha256';
create table ledger_snapshot_parts (
  snapshot_id integer not null references ledger_snapshots (id),
  ordinal integer not null,
  bytes bytea not null,
  primary key (snapshot_id, ordinal)
);
comment on column ledger_snapshot_parts.bytes is 'a piece of the gzip stream of the file';
create trigger snapshots_are_written_once before update or delete on ledger_snapshots for each row execute function refuse_change();
create trigger snapshots_are_never_emptied before truncate on ledger_snapshots execute function refuse_change();
create trigger snapshot_parts_are_written_once before update or delete on ledger_snapshot_parts
  for each row execute function refuse_change();
create trigger snapshot_parts_are_never_emptied before truncate on ledger_snapshot_parts execute function refuse_change();
alter table ledger_snapshots enable always trigger snapshots_are_written_once;
alter table ledger_snapshots enable always trigger snapshots_are_never_emptied;
alter table ledger_snapshot_parts enable always trigger snapshot_parts_are_written_once;
alter table ledger_snapshot_parts enable always trigger snapshot_parts_are_never_emptied;

alter table ledger_adjustments add column verdict text not null;
alter table ledger_adjustments add column impact text;
alter table ledger_adjustments add column starts_at timestamptz;
alter table ledger_adjustments add column ends_at timestamptz;
alter table ledger_adjustments add column cost_change jsonb not null default '[]';
alter table ledger_adjustments add column needs_approval boolean not null;
alter table ledger_adjustments add column withdrawn_by text;
alter table ledger_adjustments add column withdrawn_at timestamptz;
alter table ledger_adjustments add constraint adjusted_field_is_known
  check (field in ('startedAt', 'endedAt', 'impact', 'status', 'component'));
alter table ledger_adjustments add constraint adjustment_verdict_is_known
  check (verdict in ('up', 'down', 'impact', 'void', 'component'));
alter table ledger_adjustments add constraint adjustment_has_an_impact_where_it_says_one
  check ((verdict in ('down', 'impact')) = (impact is not null));
alter table ledger_adjustments add constraint adjustment_of_time_has_its_time
  check ((verdict = 'component') = (starts_at is null) and (verdict = 'component') = (ends_at is null));
alter table ledger_adjustments add constraint adjusted_time_ends_after_it_begins check (ends_at > starts_at);
alter table ledger_adjustments add constraint withdrawn_adjustment_says_by_whom
  check ((withdrawn_at is null) = (withdrawn_by is null));
alter table ledger_adjustments add constraint decided_adjustment_is_not_withdrawn
  check (withdrawn_at is null or (needs_approval and approved_at is null));
comment on column ledger_adjustments.cost_change is 'what it changed when it was made: [{"currency", "minor"}]';
create index ledger_adjustments_newest_first on ledger_adjustments (at desc, id desc);
create function refuse_change_of_adjustment() returns trigger language plpgsql as $$
begin
  if to_jsonb(old) - '{approved_by,approved_at,withdrawn_by,withdrawn_at}'::text[]
      <> to_jsonb(new) - '{approved_by,approved_at,withdrawn_by,withdrawn_at}'::text[]
    or (old.approved_at is not null and new.approved_at is distinct from old.approved_at)
    or (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at) then
    raise exception 'an adjustment is decided once: make another' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger adjustments_are_decided_once before update on ledger_adjustments
  for each row execute function refuse_change_of_adjustment();
create trigger adjustments_stay before delete on ledger_adjustments for each row execute function refuse_change();

alter table exclusions add column withdrawn_by text;
alter table exclusions add column withdrawn_at timestamptz;
alter table exclusions add constraint withdrawn_exclusion_says_by_whom check ((withdrawn_at is null) = (withdrawn_by is null));
alter table exclusions add constraint nobody_approves_their_own_exclusion check (approved_by <> created_by);

-- Work on the whole ledger that takes minutes: it is asked for, and looked at while it goes on.
create table ledger_runs (
  id uuid primary key,
  kind text not null,
  period text,
  state text not null default 'running',
  phase text not null default '',
  done bigint not null default 0,
  total bigint not null default 0,
  result jsonb,
  explanations jsonb not null default '{}',
  asked_by text not null,
  asked_at timestamptz not null,
  finished_at timestamptz,
  constraint ledger_run_kind_is_known check (kind in ('verify', 'close')),
  constraint ledger_run_state_is_known check (state in ('running', 'done', 'refused', 'failed')),
  constraint closing_names_its_period check (kind <> 'close' or period is not null),
  constraint finished_ledger_run_has_an_end check ((state = 'running') = (finished_at is null))
);
create unique index one_ledger_run_at_a_time on ledger_runs (kind) where state = 'running';
create index ledger_runs_newest_first on ledger_runs (asked_at desc, id desc);

-- Policies and settings of components are dated; a calendar is not. What it said of months that were closed stays.
create table calendar_bodies (
  calendar_id integer not null references calendars (id),
  body jsonb not null,
  valid_to timestamptz not null,
  primary key (calendar_id, valid_to)
);
comment on table calendar_bodies is 'what a calendar said before it was changed, up to the end of the last month that was closed then';
