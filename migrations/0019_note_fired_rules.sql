-- Why:    which rules fired on an event, and which could not be evaluated, stands with the event: it is counted and listed by rule.
-- Tables: events.
-- Lock:   access exclusive on events for a moment (columns with a constant default rewrite nothing); the index is built under a
--         share lock, and holds only events that a rule took.
-- Backfill: none; what was processed before counts for no rule.
alter table events
  add column rules_fired text[] not null default '{}',
  add column rules_failed text[] not null default '{}';
comment on column events.rules_fired is 'keys of the rules that matched, and otherwise where it ran';
comment on column events.rules_failed is 'keys of the rules that could not be evaluated';
create index events_that_rules_took on events (received_at desc) where rules_fired <> '{}' or rules_failed <> '{}';
