-- Why:    what deliveries mean: events, incidents, their intervals; manual acts are events too.
-- Tables: manual_acts, events (partitioned by month of receipt), incident_keys, incidents, incident_facts,
--         incident_intervals, journal.
-- Lock:   none (new tables). Backfill: none.
create table manual_acts (
  id uuid primary key,
  at timestamptz not null,
  kind text not null,
  author text not null,
  reason text not null,
  details jsonb not null default '{}',
  constraint manual_act_kind_is_known check (kind in ('open', 'acknowledge', 'resolve', 'merge', 'unmerge', 'note', 'accept-event', 'take-new-reading'))
);

create table incidents (
  id uuid primary key,
  source_id integer not null references sources (id),
  correlation_key text not null,
  origin text not null default 'real',
  status text not null,
  title text not null,
  severity text not null,
  url text,
  monitor_id integer references monitors (id),
  component_id integer references components (id),
  opened_at timestamptz not null,
  acknowledged_at timestamptz,
  resolved_at timestamptz,
  reopened integer not null default 0,
  merged_into uuid references incidents (id),
  muted boolean not null default false,
  flapping boolean not null default false,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint incident_status_is_known check (status in ('open', 'acknowledged', 'resolved')),
  constraint incident_origin_is_known check (origin in ('real', 'test', 'drill')),
  constraint incident_severity_is_known check (severity in ('critical', 'high', 'medium', 'low', 'info', 'unknown')),
  constraint incident_title_is_short check (char_length(title) between 1 and 255),
  constraint resolved_incident_has_resolved_at check ((status = 'resolved') = (resolved_at is not null)),
  constraint acknowledged_incident_has_acknowledged_at check (status <> 'acknowledged' or acknowledged_at is not null),
  constraint incident_is_not_merged_into_itself check (merged_into <> id)
);
create unique index one_unresolved_incident_per_key on incidents (source_id, correlation_key) where status <> 'resolved';
create index incidents_by_key on incidents (source_id, correlation_key, opened_at desc);
create index incidents_newest_first on incidents (opened_at desc, id desc);
create index incidents_unresolved on incidents (opened_at desc, id desc) where status <> 'resolved';
create index incidents_by_component on incidents (component_id, opened_at desc);
create index incidents_by_monitor on incidents (monitor_id);
create index incidents_merged on incidents (merged_into) where merged_into is not null;

create table incident_keys (
  source_id integer not null references sources (id),
  correlation_key text not null,
  current_incident_id uuid references incidents (id),
  last_seen_at timestamptz not null,
  primary key (source_id, correlation_key)
);
create index incident_keys_by_incident on incident_keys (current_incident_id);

-- What the fold of one key rests on: each distinct statement that events made about it. Repeats add nothing.
create table incident_facts (
  source_id integer not null,
  correlation_key text not null,
  occurred_at timestamptz not null,
  kind text not null,
  severity text not null,
  time_basis text not null,
  marked text,
  incident_id uuid references incidents (id),
  first_received_at timestamptz not null,
  delivery_id uuid not null,
  ordinal integer not null,
  superseded_at timestamptz,
  primary key (source_id, correlation_key, occurred_at, kind, severity, time_basis),
  constraint fact_kind_is_known check (kind in ('began', 'opened', 'acknowledged', 'updated', 'resolved')),
  constraint fact_time_basis_is_known check (time_basis in ('sender', 'received', 'adjusted'))
);
create index incident_facts_by_incident on incident_facts (incident_id);

-- One row for each continuous time an incident was down with one severity; ended_at null = still down.
create table incident_intervals (
  incident_id uuid not null references incidents (id),
  ordinal integer not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  severity text not null,
  start_basis text not null,
  end_basis text,
  marked text,
  primary key (incident_id, ordinal),
  constraint interval_does_not_end_before_it_starts check (ended_at >= started_at)
);
create index incident_intervals_by_start on incident_intervals (started_at);
create index incident_intervals_by_end on incident_intervals (ended_at);

-- An event is (delivery, ordinal); a manual act has its own received_at and stands in delivery_id by its act id.
create table events (
  received_at timestamptz not null,
  delivery_id uuid not null,
  ordinal integer not null,
  manual_act_id uuid,
  source_id integer not null,
  correlation_key text not null,
  type text not null,
  change text not null,
  occurred_at timestamptz not null,
  time_basis text not null,
  started_at timestamptz,
  monitor_id integer,
  monitor_external_id text,
  monitor_name text,
  component_id integer,
  incident_id uuid,
  severity text not null,
  summary text not null,
  url text,
  labels jsonb not null default '{}',
  drift jsonb,
  context jsonb,
  rule_set_id integer,
  normaliser_version integer not null,
  superseded_at timestamptz,
  search tsvector,
  primary key (received_at, delivery_id, ordinal),
  constraint event_type_is_known check (type in ('opened', 'acknowledged', 'updated', 'resolved', 'test')),
  constraint event_change_is_known check (change in ('opened', 'reopened', 'acknowledged', 'updated', 'resolved', 'none'))
) partition by range (received_at);
comment on column events.context is 'what rules saw: component settings, team, on-call answer and its age, calendar, now; once per event';
create index events_newest_first on events (received_at desc, delivery_id desc, ordinal desc);
create index events_by_incident on events (incident_id, occurred_at);
create index events_by_key on events (source_id, correlation_key, occurred_at);
create index events_by_delivery on events (delivery_id);
create index events_by_label on events using gin (labels jsonb_path_ops);
create index events_by_word on events using gin (search);
select ensure_partitions('events', (now() at time zone 'UTC')::date - 31, 8);

create table journal (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor_kind text not null,
  actor text not null,
  verb text not null,
  subject_kind text not null,
  subject_id text not null,
  details jsonb not null default '{}',
  constraint actor_kind_is_known check (actor_kind in ('system', 'sender', 'person', 'token', 'config'))
);
create index journal_by_subject on journal (subject_kind, subject_id, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of % is refused: rows are written once', tg_op, tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger journal_is_append_only before update or delete on journal for each row execute function refuse_change();
create trigger journal_is_never_emptied before truncate on journal execute function refuse_change();
