-- Why:    drills: the alert path is proven from the monitoring tool to the ticket, by hand and by schedule, with the time of
--         each step. What a drill opens reaches its own connection alone: no real person, no rule, no ledger.
-- Tables: drills, drill_runs (new); incidents.drill_id (new, null for all that is there); triggers on obligations and actions.
-- Lock:   incidents, obligations and actions for a moment: a column without a value, and triggers. Nothing is scanned.
-- Backfill: none; no incident is a drill yet.
create table drills (
  id integer generated always as identity primary key,
  key text not null unique,
  name text not null,
  way text not null,
  source_id integer not null references sources (id),
  monitor text,
  page_token text unique,
  component_id integer references components (id),
  connection_id integer not null references connections (id),
  open_within_ms integer not null,
  close_within_ms integer not null,
  schedule jsonb,
  next_due_at timestamptz,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  retired_at timestamptz,
  constraint drill_way_is_known check (way in ('sample', 'page')),
  constraint drill_by_page_has_a_page_and_its_monitor
    check ((way = 'page') = (monitor is not null) and (way = 'page') = (page_token is not null)),
  constraint drill_limits_are_positive check (open_within_ms > 0 and close_within_ms > 0),
  constraint drill_without_schedule_is_never_due check (schedule is not null or next_due_at is null),
  constraint retired_drill_is_never_due check (retired_at is null or next_due_at is null)
);
comment on column drills.way is 'sample: Signalbox plays the monitoring tool; page: a real one watches /drill/<page_token>';
comment on column drills.monitor is 'id or name of the monitor that watches the page, as its tool names it: all it reports is a drill';
create unique index one_drill_per_monitor on drills (source_id, monitor) where retired_at is null;
create index drills_due on drills (next_due_at) where next_due_at is not null;
create index drills_by_source on drills (source_id);
create index drills_by_component on drills (component_id);
create index drills_by_connection on drills (connection_id);

-- Times of the steps; null: not reached. Limits are those of its drill when it began.
create table drill_runs (
  id uuid primary key,
  drill_id integer not null references drills (id),
  state text not null default 'running',
  asked_by text not null,
  due_at timestamptz,
  started_at timestamptz not null,
  source_id integer not null references sources (id),
  connection_id integer not null references connections (id),
  open_within_ms integer not null,
  close_within_ms integer not null,
  correlation_key text,
  next_signal_at timestamptz,
  signal_problem text,
  fault_at timestamptz,
  incident_id uuid references incidents (id),
  delivered_at timestamptz,
  opened_at timestamptz,
  ticket_opened_at timestamptz,
  ending_at timestamptz,
  fault_ended_at timestamptz,
  resolved_at timestamptz,
  ticket_closed_at timestamptz,
  missed text,
  stopped_by text,
  finished_at timestamptz,
  constraint drill_run_state_is_known check (state in ('running', 'passed', 'missed', 'stopped')),
  constraint ended_drill_run_says_when check ((state = 'running') = (finished_at is null)),
  constraint missed_drill_run_says_what check (state <> 'missed' or missed is not null),
  constraint passed_drill_run_opened_and_closed_its_ticket check (state <> 'passed'
    or (missed is null and ticket_opened_at is not null and ticket_closed_at is not null)),
  constraint stopped_drill_run_says_by_whom check (state <> 'stopped' or stopped_by is not null)
);
comment on column drill_runs.fault_at is 'when the sample was sent that was taken, or when the page began to fail';
comment on column drill_runs.ending_at is 'from then on the fault is to end: the page is well again, a recovery is sent until it is taken';
create unique index one_run_of_a_drill_at_a_time on drill_runs (drill_id) where state = 'running';
create unique index one_run_of_a_drill_per_due_time on drill_runs (drill_id, due_at);
create unique index drill_runs_by_sample_key on drill_runs (source_id, correlation_key);
create index drill_runs_newest_first on drill_runs (drill_id, started_at desc, id desc);
create index drill_runs_by_connection on drill_runs (connection_id);
create index drill_runs_by_incident on drill_runs (incident_id);

alter table incidents add column drill_id integer references drills (id);
comment on column incidents.drill_id is 'the drill that it belongs to; null for what is real';
create index incidents_by_drill on incidents (drill_id, opened_at desc) where drill_id is not null;
alter table incidents add constraint incident_of_a_drill_has_its_drill
  check ((origin = 'drill') = (drill_id is not null)) not valid;

-- A drill opens a ticket in its own connection, and nothing else anywhere.
create function refuse_drill_elsewhere() returns trigger language plpgsql as $$
declare
  own integer;
begin
  select d.connection_id into own from incidents i join drills d on d.id = i.drill_id where i.id = new.incident_id;
  if found and (new.kind <> 'ticket' or new.connection_id <> own) then
    raise exception 'incident % is a drill and opens a ticket in its own connection alone', new.incident_id
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger drill_opens_its_own_ticket_alone before insert or update of kind, connection_id, incident_id on obligations
  for each row execute function refuse_drill_elsewhere();

create function refuse_drill_action() returns trigger language plpgsql as $$
begin
  if exists (select from incidents where id = new.incident_id and drill_id is not null) then
    raise exception 'incident % is a drill and orders its ticket alone', new.incident_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger drill_orders_nothing_else before insert on actions
  for each row when (new.obligation_id is null and new.incident_id is not null) execute function refuse_drill_action();
