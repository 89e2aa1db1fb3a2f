-- Why:    known fixes that are run: each start of one with what it printed and how it ended; the allow-list of local commands
--         as the workers read it last, so that the app can show it; who ordered one by hand.
-- Tables: runs, run_output, runbook_books (new); actions (ordered_by, null: no rewrite; further reasons of waiting).
-- Lock:   access exclusive on actions for a moment, for the column; its check is read through once. Backfill: none: nothing
--         that can carry out a remediation existed before.
create table runs (
  id uuid primary key,
  action_id uuid not null references actions (id),
  number integer not null,
  connection_id integer not null references connections (id),
  runbook text not null,
  component_id integer references components (id),
  incident_id uuid references incidents (id),
  started_at timestamptz not null,
  external_id text,
  external_url text,
  ended_at timestamptz,
  result text,
  reason text,
  output_bytes bigint not null default 0,
  constraint run_result_is_known check (result in ('succeeded', 'failed', 'unknown')),
  constraint ended_run_has_a_result check ((ended_at is null) = (result is null)),
  constraint run_ends_after_it_started check (ended_at >= started_at),
  constraint runs_of_an_action_are_numbered unique (action_id, number)
);
create unique index one_run_at_a_time_per_action on runs (action_id) where ended_at is null;
create index runs_of_runbook on runs (connection_id, runbook, started_at desc);
create index runs_under_way on runs (connection_id) where ended_at is null;
create index runs_by_component on runs (component_id) where component_id is not null;
create index runs_by_incident on runs (incident_id) where incident_id is not null;

create table run_output (
  run_id uuid not null references runs (id) on delete cascade,
  number integer not null,
  at timestamptz not null,
  stream text not null,
  text text not null,
  primary key (run_id, number),
  constraint output_stream_is_known check (stream in ('out', 'err', 'note'))
);
comment on column run_output.stream is 'note: what Signalbox says of it, such as how much was cut';

create table runbook_books (
  path text primary key,
  book jsonb not null,
  read_at timestamptz not null
);
comment on table runbook_books is 'the allow-list of local commands as a worker read it last; the file itself rules';

alter table actions add column ordered_by text;
comment on column actions.ordered_by is 'the person who ordered it by hand, or ordered it again';
alter table actions drop constraint reason_of_parking_is_known;
alter table actions add constraint reason_of_parking_is_known
  check (parked_for in ('outbound', 'paused', 'breaker', 'slot', 'turn', 'silence', 'cool-down', 'run'));
