-- Why:    everything that people configure: sources, connections, components, teams, calendars, rule sets, settings.
-- Tables: sources, secrets, connections, connection_health, teams, components and their dated settings, monitors,
--         monitor_mappings, calendars, rule_sets, policies, maintenance_windows, mutes, exclusions, customers, contracts,
--         settings, config_applications, lookup_answers.
-- Lock:   none (new tables). Backfill: none.
create extension if not exists btree_gist;

create table sources (
  id integer generated always as identity primary key,
  key text not null unique,
  name text not null,
  sender text not null,
  token_hash bytea not null unique,
  auth jsonb not null default '{}',
  settings jsonb not null default '{}',
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  retired_at timestamptz,
  constraint source_key_is_a_slug check (key ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
  constraint source_token_hash_is_sha256 check (octet_length(token_hash) = 32)
);
comment on column sources.auth is 'overrides of the sender''s scheme: {"scheme": "hmac"|"bearer"|"basic"|"header"|"url"|"standard-webhooks", …, "networks": ["CIDR"]}';
comment on column sources.settings is '{"bodyBytesMax", "allowGet", "expectTestEvery", "reopenWindow", "flapping", "staleAfter", "timeZone", "rateLimit", "timestamps"}';

-- Every stored credential: source tokens and secrets, connection credentials. cipher = AES-256-GCM, bound to this row by its id.
create table secrets (
  id uuid primary key,
  owner_kind text not null,
  owner_id integer not null,
  field text not null,
  label text not null default '',
  cipher bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  retired_at timestamptz,
  constraint secret_owner_is_known check (owner_kind in ('source', 'connection', 'setting'))
);
create index secrets_by_owner on secrets (owner_kind, owner_id, field);

create table connections (
  id integer generated always as identity primary key,
  key text not null unique,
  name text not null,
  kind text not null,
  config jsonb not null,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  retired_at timestamptz,
  constraint connection_key_is_a_slug check (key ~ '^[a-z0-9][a-z0-9_-]{0,62}$')
);

create table connection_health (
  connection_id integer primary key references connections (id),
  breaker text not null default 'closed',
  window_started_at timestamptz,
  window_calls integer not null default 0,
  window_failures integer not null default 0,
  trips integer not null default 0,
  open_until timestamptz,
  probe_by uuid,
  probe_until timestamptz,
  probe_successes integer not null default 0,
  paused_at timestamptz,
  paused_reason text,
  updated_at timestamptz not null default now(),
  constraint breaker_state_is_known check (breaker in ('closed', 'open', 'half_open')),
  constraint open_breaker_has_an_end check (breaker <> 'open' or open_until is not null),
  constraint paused_connection_has_a_reason check ((paused_at is null) = (paused_reason is null))
);

create table teams (
  id integer generated always as identity primary key,
  key text not null unique,
  name text not null,
  lead text,
  on_call jsonb,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  retired_at timestamptz,
  constraint team_key_is_a_slug check (key ~ '^[a-z0-9][a-z0-9_-]{0,62}$')
);
comment on column teams.on_call is '{"connection", "path", "select", "refresh", "fallback"} of a look-up, or {"rotation": key}';

create table components (
  id integer generated always as identity primary key,
  key text not null unique,
  name text not null,
  cost_centre text,
  gl_account text,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  retired_at timestamptz,
  constraint component_key_is_a_slug check (key ~ '^[a-z0-9][a-z0-9_-]{0,62}$')
);

-- Dated settings: each holds in [valid_from, valid_to); valid_to null = until further notice. Two never hold at once.
create table component_tiers (
  id integer generated always as identity primary key,
  component_id integer not null references components (id),
  tier smallint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  constraint tier_is_1_to_9 check (tier between 1 and 9),
  constraint tier_ends_after_it_begins check (valid_to > valid_from),
  constraint one_tier_at_a_time exclude using gist (component_id with =, tstzrange(valid_from, valid_to) with &&)
);
create table component_owners (
  id integer generated always as identity primary key,
  component_id integer not null references components (id),
  team_id integer not null references teams (id),
  valid_from timestamptz not null,
  valid_to timestamptz,
  constraint owner_ends_after_it_begins check (valid_to > valid_from),
  constraint one_owner_at_a_time exclude using gist (component_id with =, tstzrange(valid_from, valid_to) with &&)
);
create index component_owners_by_team on component_owners (team_id);
create table component_costs (
  id integer generated always as identity primary key,
  component_id integer not null references components (id),
  rate_per_minute numeric(20, 6) not null,
  currency text not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  constraint rate_is_not_negative check (rate_per_minute >= 0),
  constraint currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$'),
  constraint cost_ends_after_it_begins check (valid_to > valid_from),
  constraint one_cost_at_a_time exclude using gist (component_id with =, tstzrange(valid_from, valid_to) with &&)
);
create table component_targets (
  id integer generated always as identity primary key,
  component_id integer not null references components (id),
  sla_target numeric(8, 5) not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  constraint target_is_a_percentage check (sla_target > 0 and sla_target <= 100),
  constraint target_ends_after_it_begins check (valid_to > valid_from),
  constraint one_target_at_a_time exclude using gist (component_id with =, tstzrange(valid_from, valid_to) with &&)
);

-- Monitors as the senders name them; seen first in a delivery.
create table monitors (
  id integer generated always as identity primary key,
  source_id integer not null references sources (id),
  external_id text not null,
  name text not null,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  unique (source_id, external_id)
);

-- Which component a monitor belongs to: a glob over its id or name. Lower ordinal is asked first; dated.
create table monitor_mappings (
  id integer generated always as identity primary key,
  component_id integer not null references components (id),
  source_id integer not null references sources (id),
  match text not null,
  ordinal integer not null default 0,
  valid_from timestamptz not null,
  valid_to timestamptz,
  constraint mapping_ends_after_it_begins check (valid_to > valid_from),
  constraint mapping_stands_once_at_a_time exclude using gist
    (source_id with =, component_id with =, match with =, tstzrange(valid_from, valid_to) with &&)
);
create index monitor_mappings_by_component on monitor_mappings (component_id);

create table calendars (
  id integer generated always as identity primary key,
  key text not null unique,
  body jsonb not null,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  retired_at timestamptz
);

-- A rule set is the whole ordered list of rules with its otherwise and its tests. One is live.
create table rule_sets (
  id integer generated always as identity primary key,
  number integer unique,
  state text not null,
  body jsonb not null,
  based_on integer references rule_sets (id),
  author text not null,
  note text not null default '',
  origin text not null,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  published_at timestamptz,
  superseded_at timestamptz,
  constraint rule_set_state_is_known check (state in ('draft', 'published', 'superseded')),
  constraint rule_set_origin_is_known check (origin in ('config', 'browser', 'built-in')),
  constraint published_rule_set_has_a_number check (state = 'draft' or (number is not null and published_at is not null))
);
create unique index one_published_rule_set on rule_sets (state) where state = 'published';
create index rule_sets_by_base on rule_sets (based_on);

create table policies (
  id integer generated always as identity primary key,
  version integer not null unique,
  body jsonb not null,
  author text not null,
  created_at timestamptz not null default now(),
  valid_from timestamptz not null,
  valid_to timestamptz,
  constraint policy_ends_after_it_begins check (valid_to > valid_from),
  constraint one_policy_at_a_time exclude using gist (tstzrange(valid_from, valid_to) with &&)
);

create table maintenance_windows (
  id integer generated always as identity primary key,
  component_ids integer[] not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  announced_at timestamptz not null,
  reason text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  cancelled_at timestamptz,
  constraint maintenance_ends_after_it_starts check (ends_at > starts_at)
);
create index maintenance_windows_by_time on maintenance_windows using gist (tstzrange(starts_at, ends_at));

create table mutes (
  id integer generated always as identity primary key,
  source_id integer not null references sources (id),
  monitor_external_id text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  lifted_at timestamptz,
  constraint mute_ends_after_it_starts check (ends_at > starts_at)
);
create index mutes_by_monitor on mutes (source_id, monitor_external_id);

create table exclusions (
  id integer generated always as identity primary key,
  component_id integer not null references components (id),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  approved_by text,
  approved_at timestamptz,
  constraint exclusion_ends_after_it_starts check (ends_at > starts_at),
  constraint approved_exclusion_has_an_approver check ((approved_at is null) = (approved_by is null))
);
create index exclusions_by_component on exclusions (component_id, starts_at);

create table blind_spans (
  id integer generated always as identity primary key,
  starts_at timestamptz not null,
  ends_at timestamptz,
  reason text not null,
  constraint blind_span_ends_after_it_starts check (ends_at > starts_at)
);

create table customers (
  id integer generated always as identity primary key,
  key text not null unique,
  name text not null,
  created_at timestamptz not null default now(),
  retired_at timestamptz
);
create table contracts (
  id integer generated always as identity primary key,
  customer_id integer not null references customers (id),
  body jsonb not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  constraint contract_ends_after_it_begins check (valid_to > valid_from)
);
create index contracts_by_customer on contracts (customer_id);

create table settings (
  key text primary key,
  value jsonb not null,
  revision integer not null default 1,
  updated_by text not null,
  updated_at timestamptz not null default now()
);

create table config_applications (
  id integer generated always as identity primary key,
  sha256 bytea not null,
  document jsonb not null,
  applied_by text not null,
  applied_at timestamptz not null default now()
);
comment on table config_applications is 'the config file as it was applied, secrets left out; tells what the file owned and what the browser has changed since';

-- Answers of data sources (who is on call, a CMDB). Processing reads rows only.
create table lookup_answers (
  lookup_key text primary key,
  connection_id integer references connections (id),
  value jsonb,
  asked_at timestamptz,
  valid_until timestamptz,
  failed_at timestamptz,
  error text,
  updated_at timestamptz not null default now(),
  constraint an_answer_says_when_it_was_asked check (value is null or asked_at is not null)
);
create index lookup_answers_by_connection on lookup_answers (connection_id);
