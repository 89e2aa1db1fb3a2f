-- Why:    a draft of the rules is played over the past in the background, with progress and an end that somebody may call, and
--         what differs from what is live is kept: counts by week and rule, and each ticket, page and post with its reason.
-- Tables: time_machine_runs, time_machine_rows (new).
-- Lock:   none on what is there.
-- Backfill: none.
create table time_machine_runs (
  id uuid primary key,
  state text not null default 'running',
  draft_id integer not null,
  draft_revision integer not null,
  draft_body jsonb not null,
  live_id integer references rule_sets (id),
  from_at timestamptz not null,
  to_at timestamptz not null,
  time_zone text not null,
  night text,
  asked_by text not null,
  asked_at timestamptz not null,
  reached_at timestamptz,
  events integer not null default 0,
  finished_at timestamptz,
  ended_by text,
  reason text,
  result jsonb,
  constraint time_machine_run_state_is_known check (state in ('running', 'done', 'cancelled', 'failed')),
  constraint ended_time_machine_run_says_when check ((state = 'running') = (finished_at is null)),
  constraint done_time_machine_run_has_a_result check ((state = 'done') = (result is not null)),
  constraint time_machine_run_goes_forward check (from_at < to_at)
);
comment on column time_machine_runs.draft_id is 'of the draft as it was: its row becomes the published version, or is thrown away';
comment on column time_machine_runs.night is 'key of the calendar whose quiet hours are the night; null: 22:00 to 07:00 in time_zone';
comment on column time_machine_runs.reached_at is 'receipt of the event that it has come to';
create unique index one_time_machine_runs_at_a_time on time_machine_runs ((true)) where state = 'running';
create index time_machine_runs_newest_first on time_machine_runs (asked_at desc, id desc);
create index time_machine_runs_by_live on time_machine_runs (live_id);

create table time_machine_rows (
  run_id uuid not null references time_machine_runs (id) on delete cascade,
  number integer not null,
  outcome text not null,
  kind text not null,
  connection text not null,
  at timestamptz not null,
  is_night boolean not null,
  live_rule text,
  draft_rule text,
  incident_id uuid not null,
  delivery_id uuid not null,
  ordinal integer not null,
  reason text not null,
  primary key (run_id, number),
  constraint time_machine_outcome_is_known check (outcome in ('gained', 'lost', 'changed')),
  constraint time_machine_row_names_the_rules_that_order_it
    check ((outcome = 'gained') = (live_rule is null) and (outcome = 'lost') = (draft_rule is null))
);
comment on table time_machine_rows is 'what differs, the first of a run alone; no reference to events: they go by months';
