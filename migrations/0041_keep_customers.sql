-- Why:    customers are edited in the browser and by a file at once, so that each save says over which state it was made; what a
--         contract says is held to its form by the database, whoever writes it.
-- Tables: customers (revision, updated_at), contracts (constraints, an index for the contracts of a component).
-- Lock:   customers and contracts for a moment: neither is large, and ingest reads neither.
-- Backfill: none.
alter table customers add column revision integer not null default 1;
alter table customers add column updated_at timestamptz not null default now();
alter table customers add constraint customer_key_is_a_slug check (key ~ '^[a-z0-9][a-z0-9_-]{0,62}$');

alter table contracts add constraint contract_names_components
  check (coalesce(jsonb_typeof(body -> 'components') = 'array' and jsonb_array_length(body -> 'components') > 0, false));
alter table contracts add constraint contract_target_is_a_percentage
  check (coalesce((body ->> 'target')::numeric > 0 and (body ->> 'target')::numeric <= 100, false));
alter table contracts add constraint contract_composition_is_known
  check (coalesce(body ->> 'compose', 'worst') in ('worst', 'any-down'));
alter table contracts add constraint contract_fee_has_amount_currency_and_term
  check (body -> 'fee' is null or coalesce((body #>> '{fee,amount}')::numeric >= 0 and body #>> '{fee,currency}' ~ '^[A-Z]{3}$'
    and body #>> '{fee,per}' in ('month', 'quarter', 'year'), false));
create function credits_have_bounds(credits jsonb) returns boolean language sql immutable as $$
  select coalesce(bool_and((band ->> 'below')::numeric > 0 and (band ->> 'below')::numeric <= 100
    and (band ->> 'percent')::numeric > 0 and (band ->> 'percent')::numeric <= 100), credits = '[]'::jsonb)
  from jsonb_array_elements(credits) band
$$;
alter table contracts add constraint credit_bands_are_percentages
  check (body -> 'credits' is null or coalesce(credits_have_bounds(body -> 'credits'), false));
comment on column contracts.body is '{"components": [key], "compose", "target", "fee": {"amount", "currency", "per"}, "credits": [{"below", "percent"}]}';
create index contracts_by_component on contracts using gin ((body -> 'components'));
