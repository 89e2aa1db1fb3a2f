-- Why:    what goes out: actions ordered by rules, the obligations they open, each outbound try, what needs a person.
-- Tables: obligations, obligation_incidents, actions, attempts (partitioned by the month the action was made), approvals,
--         failures, failure_pages, worker_liveness.
-- Lock:   none (new tables). Backfill: none.
create table obligations (
  id uuid primary key,
  scope_kind text not null,
  scope_id text not null,
  connection_id integer not null references connections (id),
  kind text not null,
  slot text not null,
  occurrence integer not null default 1,
  reference text not null unique,
  external_id text,
  external_url text,
  status text not null default 'open',
  status_reason text,
  incident_id uuid not null references incidents (id),
  team_id integer references teams (id),
  rule_set_id integer references rule_sets (id),
  rule_key text,
  previous_id uuid references obligations (id),
  next_ordinal integer not null default 1,
  opened_at timestamptz not null,
  settled_at timestamptz,
  updated_at timestamptz not null default now(),
  constraint obligation_scope_is_known check (scope_kind in ('incident', 'component')),
  constraint obligation_kind_is_known check (kind in ('ticket', 'status-post', 'page')),
  constraint obligation_status_is_known check (status in ('open', 'settled', 'cancelled', 'lost')),
  constraint open_obligation_is_not_settled check ((status = 'open') = (settled_at is null)),
  constraint obligation_occurs_once unique (scope_kind, scope_id, connection_id, kind, slot, occurrence)
);
create unique index one_open_obligation_per_slot on obligations (scope_kind, scope_id, connection_id, kind, slot) where status = 'open';
create index obligations_by_incident on obligations (incident_id);
create index obligations_by_connection on obligations (connection_id, status);
create index obligations_newest_first on obligations (opened_at desc, id desc);
create index obligations_by_team on obligations (team_id);
create index obligations_by_previous on obligations (previous_id) where previous_id is not null;

create table obligation_incidents (
  obligation_id uuid not null references obligations (id),
  incident_id uuid not null references incidents (id),
  joined_at timestamptz not null,
  resolved_at timestamptz,
  primary key (obligation_id, incident_id)
);
create index obligation_incidents_by_incident on obligation_incidents (incident_id);

-- One row for each thing to be done outside. Those of an obligation form its chain, in order of ordinal.
create table actions (
  id uuid primary key,
  made_at timestamptz not null,
  incident_id uuid references incidents (id),
  obligation_id uuid references obligations (id),
  ordinal integer,
  kind text not null,
  verb text not null,
  connection_id integer references connections (id),
  rule_set_id integer references rule_sets (id),
  rule_key text,
  event_received_at timestamptz,
  event_delivery_id uuid,
  event_ordinal integer,
  failure_id uuid,
  fields jsonb not null default '{}',
  state text not null default 'waiting',
  reason text,
  due_at timestamptz not null,
  next_try_at timestamptz not null,
  tries integer not null default 0,
  fence integer not null default 0,
  lease_until timestamptz,
  late_at timestamptz,
  idempotency_key text not null,
  finished_at timestamptz,
  updated_at timestamptz not null default now(),
  constraint action_kind_is_known check (kind in ('ticket', 'status-post', 'page', 'message', 'http', 'remediate')),
  constraint action_verb_is_known check (verb in ('create', 'update', 'close', 'reopen', 'join', 'send')),
  constraint action_state_is_known check (state in ('waiting', 'running', 'done', 'cancelled', 'failed', 'unknown', 'needs_approval')),
  constraint ended_action_has_an_end check ((state in ('done', 'cancelled', 'failed')) = (finished_at is not null)),
  constraint link_has_a_place_in_its_chain check ((obligation_id is null) = (ordinal is null)),
  constraint one_action_per_place unique (obligation_id, ordinal)
);
create index actions_by_incident on actions (incident_id, made_at);
create index actions_by_event on actions (event_delivery_id, event_ordinal);
create index actions_by_failure on actions (failure_id) where failure_id is not null;
create index actions_unfinished on actions (next_try_at) where state in ('waiting', 'running', 'unknown');
create index actions_by_connection on actions (connection_id, state);

comment on column actions.late_at is 'when it was told to be late; its failure settles when none of its connection is left';

create table attempts (
  action_made_at timestamptz not null,
  action_id uuid not null,
  number integer not null,
  fence integer not null,
  step text not null,
  started_at timestamptz not null,
  lease_until timestamptz not null,
  finished_at timestamptz,
  outcome text,
  reason text,
  request jsonb,
  response_status integer,
  response_headers jsonb,
  response_body text,
  duration_ms integer,
  primary key (action_made_at, action_id, number),
  constraint attempt_outcome_is_known check (outcome in ('delivered', 'retryable', 'permanent', 'unknown', 'aborted')),
  constraint attempt_step_is_known check (step in ('find', 'create', 'update', 'close', 'reopen', 'read', 'send'))
) partition by range (action_made_at);
comment on column attempts.request is '{"method", "url", "headers", "body"} without credentials, cookies and signed links';
create index attempts_by_action on attempts (action_id, number);
create index attempts_newest_first on attempts (started_at desc, action_id);
select ensure_partitions('attempts', (now() at time zone 'UTC')::date - 31, 8);

create table approvals (
  id uuid primary key,
  action_id uuid not null references actions (id),
  request_sha256 bytea not null,
  status text not null default 'pending',
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  reason text,
  constraint approval_status_is_known check (status in ('pending', 'approved', 'rejected', 'expired', 'void')),
  constraint decided_approval_has_a_time check ((status = 'pending') = (decided_at is null))
);
create unique index one_pending_approval_per_action on approvals (action_id) where status = 'pending';

create table failures (
  id uuid primary key,
  kind text not null,
  cause text not null,
  subject_kind text not null,
  subject_id text not null,
  reason text not null,
  advice text not null default '',
  details jsonb not null default '{}',
  status text not null default 'open',
  occurrences integer not null default 1,
  first_at timestamptz not null,
  last_at timestamptz not null,
  paged_at timestamptz,
  pages_missed integer not null default 0,
  page_after timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  settled_at timestamptz,
  settled_by text,
  settled_reason text,
  constraint failure_status_is_known check (status in ('open', 'settled')),
  constraint settled_failure_says_by_whom check ((status = 'settled') = (settled_at is not null and settled_by is not null))
);
comment on column failures.pages_missed is 'how many times in a row all paths were tried and nobody was reached';
comment on column failures.page_after is 'all paths are tried anew then; a page ordered before is of an earlier round';
create unique index one_open_failure_per_cause on failures (kind, cause) where status = 'open';
create index failures_newest_first on failures (first_at desc, id desc);
create index failures_by_subject on failures (subject_kind, subject_id);

-- One row per pool of a worker process; the sweeper releases the locks of pools that are no longer beating.
create table worker_liveness (
  pool_id text primary key,
  process_id uuid not null,
  started_at timestamptz not null,
  beat_at timestamptz not null
);
