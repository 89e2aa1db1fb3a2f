-- Why:    limits that hold over all processes: how many calls of a connection are under way, how many begin in a time; what
--         waits says for what, so that it is released when that comes; what a check of obligations found outside.
-- Tables: connection_health, actions, obligations (new columns, all null: no rewrite);
--         obligation_checks, obligation_findings, api_listeners (new).
-- Lock:   access exclusive on connection_health, obligations and actions for a moment each, for adding columns; the check on
--         actions reads it once and its index is built while it is locked for writes: seconds for a million rows. Backfill: none.
alter table connection_health
  add column next_call_at timestamptz,
  add column turns_until timestamptz;
comment on column connection_health.next_call_at is 'with a rate: no call begins before';
comment on column connection_health.turns_until is 'with a rate: until when turns are given out to what waits';

alter table actions
  add column parked_for text,
  add constraint reason_of_parking_is_known check (parked_for in ('outbound', 'paused', 'breaker', 'slot', 'turn', 'silence'));
comment on column actions.parked_for is 'what it waits for before its next try; waiting is no try';
create index actions_parked on actions (parked_for, connection_id, due_at) where parked_for is not null;

alter table obligations add column closed_outside_at timestamptz;
comment on column obligations.closed_outside_at is 'when a check first saw it closed there although it is open here';

create table obligation_checks (
  id uuid primary key,
  connection_id integer not null references connections (id),
  asked_by text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  total integer not null default 0,
  looked integer not null default 0,
  as_expected integer not null default 0,
  looked_until uuid,
  error text
);
comment on column obligation_checks.looked_until is 'all obligations up to this id were looked at: a lost worker begins after it';
create index obligation_checks_newest_first on obligation_checks (connection_id, started_at desc);
create unique index one_check_at_a_time on obligation_checks (connection_id) where finished_at is null;

create table obligation_findings (
  check_id uuid not null references obligation_checks (id) on delete cascade,
  obligation_id uuid not null references obligations (id),
  finding text not null,
  detail text not null,
  found_at timestamptz not null,
  primary key (check_id, obligation_id),
  constraint finding_is_known check (finding in ('missing', 'closed-by-hand', 'open-though-settled', 'doubled', 'not-readable'))
);
create index obligation_findings_by_obligation on obligation_findings (obligation_id);

-- Where the api processes of this installation listen, so that no worker calls one of them.
create table api_listeners (
  port integer not null,
  host text not null,
  addresses text[] not null,
  seen_at timestamptz not null,
  primary key (port, host)
);
