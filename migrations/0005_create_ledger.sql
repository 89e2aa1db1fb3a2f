-- Why:    the downtime ledger: segments are derived and replaced freely while their period is open; postings are written once.
-- Tables: ledger_dirty, ledger_segments, ledger_periods, ledger_postings, ledger_snapshots, ledger_adjustments.
-- Lock:   none (new tables). Backfill: none.
create table ledger_dirty (
  component_id integer not null,
  marked_at timestamptz not null default now(),
  dirty_from timestamptz not null,
  primary key (component_id, dirty_from)
);
comment on column ledger_dirty.component_id is '0 stands for incidents without a component';

create table ledger_periods (
  period text primary key,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  status text not null default 'open',
  closed_by text,
  closed_at timestamptz,
  next_document_no integer not null default 1,
  constraint period_is_a_month check (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  constraint period_status_is_known check (status in ('open', 'closed')),
  constraint closed_period_says_by_whom check ((status = 'closed') = (closed_at is not null and closed_by is not null))
);

-- Derived: one row for each continuous time of (incident, component) with one impact, cut at period boundaries.
create table ledger_segments (
  id bigint generated always as identity primary key,
  incident_id uuid not null references incidents (id),
  component_id integer references components (id),
  period text not null,
  part integer not null,
  severity text not null,
  impact text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  counted_until timestamptz not null,
  time_basis text not null,
  gross_ms bigint not null,
  excluded_ms bigint not null,
  overlap_ms bigint not null,
  net_ms bigint not null,
  weight numeric(9, 6) not null,
  weighted_ms numeric(24, 6) not null,
  rate_per_minute numeric(20, 6),
  currency text,
  cost_minor bigint,
  marked text,
  policy_version integer not null,
  settled_at timestamptz not null,
  constraint segment_adds_up check (gross_ms = excluded_ms + overlap_ms + net_ms),
  constraint segment_has_no_negative_time check (gross_ms >= 0 and excluded_ms >= 0 and overlap_ms >= 0 and net_ms >= 0),
  constraint segment_has_no_negative_cost check (cost_minor >= 0),
  constraint segment_does_not_end_before_it_starts check (ended_at >= started_at)
);
create index ledger_segments_in_order on ledger_segments (period, started_at, id);
create index ledger_segments_by_component on ledger_segments (component_id, started_at);
create index ledger_segments_by_incident on ledger_segments (incident_id);

-- Tests and drills never reach the ledger.
create function refuse_unreal_segment() returns trigger language plpgsql as $$
begin
  if (select origin from incidents where id = new.incident_id) <> 'real' then
    raise exception 'incident % is a test or a drill and cannot stand in the ledger', new.incident_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger only_real_incidents_cost before insert or update on ledger_segments
  for each row execute function refuse_unreal_segment();

create table ledger_postings (
  period text not null references ledger_periods (period),
  posted_period text not null references ledger_periods (period),
  document_no integer not null,
  entry_type text not null,
  entry jsonb not null,
  reverses_period text,
  reverses_document_no integer,
  posted_by text not null,
  posted_at timestamptz not null,
  primary key (posted_period, document_no),
  constraint posting_type_is_known check (entry_type in ('original', 'reversal', 'replacement')),
  constraint reversal_names_its_original check ((entry_type = 'original') = (reverses_document_no is null)),
  foreign key (reverses_period, reverses_document_no) references ledger_postings (posted_period, document_no)
);
comment on column ledger_postings.entry is 'the columns of the export, frozen as text at posting';
create index ledger_postings_by_period on ledger_postings (period);
create trigger postings_are_written_once before update or delete on ledger_postings for each row execute function refuse_change();
create trigger postings_are_never_emptied before truncate on ledger_postings execute function refuse_change();
create function refuse_posting_into_closed_period() returns trigger language plpgsql as $$
begin
  if (select status from ledger_periods where period = new.posted_period) = 'closed' then
    raise exception 'period % is closed: post a correction in the open one', new.posted_period using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger closed_periods_take_no_postings before insert on ledger_postings
  for each row execute function refuse_posting_into_closed_period();

create table ledger_snapshots (
  id integer generated always as identity primary key,
  period text not null references ledger_periods (period),
  format text not null,
  sha256 bytea not null,
  previous_sha256 bytea,
  bytes bytea not null,
  made_at timestamptz not null,
  constraint snapshot_format_is_known check (format in ('csv', 'jsonl'))
);
create index ledger_snapshots_by_period on ledger_snapshots (period);

create table ledger_adjustments (
  id uuid primary key,
  incident_id uuid not null references incidents (id),
  component_id integer references components (id),
  field text not null,
  from_value text,
  to_value text,
  reason text not null,
  author text not null,
  at timestamptz not null,
  approved_by text,
  approved_at timestamptz,
  constraint approved_adjustment_says_by_whom check ((approved_at is null) = (approved_by is null)),
  constraint nobody_approves_their_own_adjustment check (approved_by <> author)
);
create index ledger_adjustments_by_incident on ledger_adjustments (incident_id);
