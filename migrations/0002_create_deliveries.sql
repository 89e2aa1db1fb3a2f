-- Why:    what came in, kept as it was sent. deliveries is narrow and kept for ever (its unique key is the dedupe);
--         bodies are partitioned by month so that retention drops partitions.
-- Tables: deliveries, delivery_bodies, delivery_repeats, delivery_tries, rejections. Function: ensure_partitions.
-- Lock:   none (new tables). Backfill: none.
create table deliveries (
  id uuid primary key,
  source_id integer not null references sources (id),
  sender_delivery_id text not null,
  received_at timestamptz not null,
  state text not null default 'received',
  id_basis text not null,
  body_sha256 bytea not null,
  reason text,
  finished_at timestamptz,
  constraint delivery_is_stored_once_per_source unique (source_id, sender_delivery_id),
  constraint delivery_state_is_known check (state in ('received', 'processed', 'ignored', 'failed')),
  constraint delivery_id_basis_is_known check (id_basis in ('sender', 'hashed', 'derived', 'fresh')),
  constraint ended_delivery_has_an_end check ((state = 'received') = (finished_at is null)),
  constraint ignored_or_failed_delivery_has_a_reason check (state not in ('ignored', 'failed') or reason is not null)
);
comment on column deliveries.id_basis is 'sender: its own id; hashed: its own id was too long or held control characters; derived: hash of identity fields; fresh: none, each POST stands alone';
create index deliveries_newest_first on deliveries (received_at desc, id desc);
create index deliveries_by_source on deliveries (source_id, received_at desc, id desc);
create index deliveries_waiting on deliveries (source_id, received_at) where state = 'received';
create index deliveries_failed on deliveries (received_at desc, id desc) where state = 'failed';

-- No foreign key to deliveries: partitions are dropped whole.
create table delivery_bodies (
  received_at timestamptz not null,
  delivery_id uuid not null,
  method text not null,
  headers jsonb not null,
  query text,
  verification jsonb not null,
  remote_address text,
  body bytea not null,
  primary key (received_at, delivery_id)
) partition by range (received_at);
comment on column delivery_bodies.headers is '[["name", "value"], …] as received; credentials are replaced by [redacted]';
comment on column delivery_bodies.verification is '{"scheme", "signed": boolean, "secret": label or null, "header", "bytes", "timestampAt"}';

create table delivery_repeats (
  id bigint generated always as identity primary key,
  delivery_id uuid not null references deliveries (id),
  seen_at timestamptz not null,
  conflicting_body bytea
);
comment on column delivery_repeats.conflicting_body is 'set where the same delivery id came with another body';
create index delivery_repeats_by_delivery on delivery_repeats (delivery_id, seen_at desc);
-- Counted, up to ten, at each repeat with another body: a sender whose id never changes makes very many without.
create index delivery_repeats_conflicting on delivery_repeats (delivery_id) where conflicting_body is not null;

-- Deliveries whose processing threw, or took its worker down, while each was alone in its job. Gone once it has ended.
create table delivery_tries (
  delivery_id uuid primary key references deliveries (id),
  thrown integer not null default 0,
  lost integer not null default 0,
  alone_since timestamptz,
  last_error text
);

-- Refused requests: counted per minute, without bodies. The newest are kept.
create table rejections (
  id bigint generated always as identity primary key,
  source_id integer references sources (id),
  reason text not null,
  status smallint not null,
  remote_address text,
  hint text,
  occurrences integer not null default 1,
  first_at timestamptz not null,
  last_at timestamptz not null
);
create index rejections_newest_first on rejections (last_at desc, id desc);
create index rejections_by_source on rejections (source_id, last_at desc);

-- Makes the monthly partitions of one table for [from_month, from_month + months), if they do not exist, and its default.
create function ensure_partitions(parent text, from_month date, months integer) returns integer
language plpgsql as $$
declare
  month_start date := date_trunc('month', from_month)::date;
  part text;
  made integer := 0;
begin
  for i in 0 .. months - 1 loop
    part := format('%s_%s', parent, to_char(month_start, 'YYYYMM'));
    if to_regclass(part) is null then
      execute format('create table %I partition of %I for values from (%L) to (%L)',
        part, parent, month_start::timestamp at time zone 'UTC', (month_start + interval '1 month')::timestamp at time zone 'UTC');
      made := made + 1;
    end if;
    month_start := (month_start + interval '1 month')::date;
  end loop;
  part := parent || '_default';
  if to_regclass(part) is null then
    execute format('create table %I partition of %I default', part, parent);
    made := made + 1;
  end if;
  return made;
end $$;

select ensure_partitions('delivery_bodies', (now() at time zone 'UTC')::date - 31, 8);
