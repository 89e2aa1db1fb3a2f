-- Why:    trouble of our own has its place: beats of each part, from which the time is known in which nobody could hear or act;
--         the last measure of each sign; retries of many failures as a job with progress.
-- Tables: part_beats, own_signs, source_tests, failure_retries (new); blind_spans gets the part that was away.
-- Lock:   blind_spans, for a moment (a constant default rewrites nothing). Backfill: source_tests, by reading the events.
create table part_beats (
  part text primary key,
  beat_at timestamptz not null,
  constraint part_is_known check (part in ('api', 'worker'))
);
comment on table part_beats is 'the last beat of any process of a part: a gap is a blind span';

create table own_signs (
  name text primary key,
  is_well boolean not null,
  details jsonb not null,
  measured_at timestamptz not null
);
comment on column own_signs.name is 'disk:<place>, clock, lane:<task>, signal';

create table source_tests (
  source_id integer primary key references sources (id),
  last_at timestamptz not null
);
comment on table source_tests is 'when the last test event of a source was received';
insert into source_tests (source_id, last_at)
  select source_id, max(received_at) from events where type = 'test' group by source_id;

alter table blind_spans add column part text not null default 'api';
alter table blind_spans add constraint blind_part_is_known check (part in ('api', 'worker'));
create index blind_spans_newest_first on blind_spans (starts_at desc);

create table failure_retries (
  id uuid primary key,
  filter jsonb not null,
  items jsonb not null,
  total integer not null,
  done integer not null default 0,
  retried integer not null default 0,
  actor_kind text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  finished_at timestamptz,
  stopped_by text,
  constraint retry_goes_no_further_than_its_items check (done between 0 and total),
  constraint retry_counts_what_it_did check (retried between 0 and done),
  constraint stopped_retry_has_ended check (stopped_by is null or finished_at is not null)
);
comment on column failure_retries.items is '[{"kind": "action" | "delivery" | "connection", "id"}], in the order in which they are tried again';
create index failure_retries_newest_first on failure_retries (asked_at desc);
