-- Why:    a page that nobody acknowledges goes on to the next person; it carries a link to acknowledge it; the time that an
--         action is parked between its tries does not count against their schedule.
-- Tables: page_escalations, acknowledge_links (new); obligations, actions (new columns, all null or with a constant default:
--         no rewrite).
-- Lock:   access exclusive on obligations and actions for a moment each, for adding columns; the new indexes hold no row yet.
--         Backfill: none: a page sent before this is not escalated, its incident can be acknowledged in the app.
alter table obligations
  add column escalates_id uuid references obligations (id),
  add column escalation_level integer,
  add column escalation_to text,
  add column asked_pager_at timestamptz,
  add constraint escalation_has_a_level check ((escalates_id is null) = (escalation_level is null)),
  add constraint only_a_page_escalates check (escalates_id is null or kind = 'page');
comment on column obligations.escalates_id is 'of a page: the page that nobody acknowledged, which is why this one was sent';
comment on column obligations.escalation_to is 'address of the person that it is for; null: whoever is on call in its team';
comment on column obligations.asked_pager_at is 'when the pager was asked last whether somebody acknowledged';
create index obligations_by_escalated on obligations (escalates_id) where escalates_id is not null;
create index pages_open on obligations (connection_id) where kind = 'page' and status = 'open';

-- One row for each page that is to go on to somebody else; level counts the people and paths that were paged since.
create table page_escalations (
  obligation_id uuid primary key references obligations (id),
  after_ms bigint not null,
  level integer not null default 0,
  next_at timestamptz,
  stopped_at timestamptz,
  stopped_reason text,
  constraint escalation_takes_a_time check (after_ms > 0),
  constraint escalation_goes_on_or_has_stopped check ((next_at is null) = (stopped_at is not null)),
  constraint stopped_escalation_says_why check ((stopped_at is null) = (stopped_reason is null)),
  constraint escalation_stop_is_known check (stopped_reason in ('acknowledged', 'resolved', 'nobody-left'))
);
comment on column page_escalations.after_ms is 'as the rule says it; tests shorten it when they read it';
create index page_escalations_due on page_escalations (next_at) where next_at is not null;

-- The link itself is never stored: it is the id, signed.
create table acknowledge_links (
  id uuid primary key,
  obligation_id uuid not null references obligations (id),
  incident_id uuid not null references incidents (id),
  person text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint acknowledge_link_expires_after_it_was_made check (expires_at > made_at)
);
comment on column acknowledge_links.person is 'who was paged with it: an address, or the team and the pager where nobody was named';
create unique index one_acknowledge_link_per_person on acknowledge_links (obligation_id, person);
create index acknowledge_links_by_incident on acknowledge_links (incident_id);

alter table actions
  add column parked_since timestamptz,
  add column parked_ms bigint not null default 0;
comment on column actions.parked_ms is 'for how long it was parked since its first try: that time does not count against its tries';
