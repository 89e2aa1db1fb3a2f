-- Why:    a drill may disturb its own calls on their way: several outages at once, a fault of ours between Signalbox and the
--         desk, a pager of the drill's own, and a record of every call, so that the report rests on what was seen.
-- Tables: drill_outages, drill_calls (new); drills, drill_runs (new columns, empty for all that is there); a trigger on actions.
-- Lock:   drills, drill_runs and actions for a moment: columns without a value, and a trigger. Nothing large is scanned.
-- Backfill: none; no drill disturbs anything yet.
alter table drills
  add column chaos jsonb,
  add column pager_connection_id integer references connections (id),
  add constraint drill_that_disturbs_plays_the_tool check (chaos is null or way = 'sample'),
  add constraint drill_that_disturbs_has_its_own_pager check ((chaos is null) = (pager_connection_id is null)),
  add constraint pager_of_a_drill_is_not_its_desk check (pager_connection_id <> connection_id);
comment on column drills.chaos is '{fault, outages, forMs}: how its calls are disturbed; null: not at all';
comment on column drills.pager_connection_id is 'hears that the tickets of a disturbed run are late; nobody else does';
create index drills_by_pager on drills (pager_connection_id) where pager_connection_id is not null;

alter table drill_runs
  add column chaos jsonb,
  add column pager_connection_id integer references connections (id),
  add column disturbance_ended_at timestamptz,
  add column parked_most integer not null default 0,
  add column check_id uuid,
  add column report jsonb;
comment on column drill_runs.report is 'what a disturbed run has shown so far, line by line';
comment on column drill_runs.check_id is 'the look at what the desk holds, after all was closed';

-- The outages of a disturbed run; times are those at which the source took the signal.
create table drill_outages (
  run_id uuid not null references drill_runs (id),
  number integer not null,
  source_id integer not null references sources (id),
  correlation_key text,
  next_signal_at timestamptz,
  signal_problem text,
  fault_at timestamptz,
  fault_ended_at timestamptz,
  primary key (run_id, number)
);
create unique index drill_outages_by_sample_key on drill_outages (source_id, correlation_key);

-- Every call of a disturbed run, as it went and as the desk saw it.
create table drill_calls (
  id bigint generated always as identity primary key,
  run_id uuid not null references drill_runs (id),
  incident_id uuid not null,
  at timestamptz not null,
  step text not null,
  fault text,
  duration_ms integer not null,
  outcome text not null,
  desk_status integer,
  opened_there text,
  constraint drill_fault_is_known check (fault in ('slow', 'failing', 'hanging', 'lying'))
);
comment on column drill_calls.fault is 'null: it went straight';
comment on column drill_calls.desk_status is 'what the desk answered, whether that arrived here or not; null: it was not reached';
comment on column drill_calls.opened_there is 'outside id of the ticket that the desk says it opened by this call';
create index drill_calls_by_run on drill_calls (run_id);

-- That the tickets of a drill are late is told to its own pager, and to nobody else.
create function refuse_drill_page_elsewhere() returns trigger language plpgsql as $$
begin
  if exists (select from failures f where f.id = new.failure_id and f.kind = 'drill-late' and not exists (
      select from drills d where d.key = f.cause and d.pager_connection_id = new.connection_id)) then
    raise exception 'failure % is of a drill and pages its own pager alone', new.failure_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger drill_pages_its_own_pager_alone before insert or update of connection_id, failure_id on actions
  for each row when (new.failure_id is not null) execute function refuse_drill_page_elsewhere();
