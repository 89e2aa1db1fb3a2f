-- Why:    Amazon SNS sends nothing before somebody has confirmed its topic, and tells when one was unsubscribed; Netdata wants a text
--         copied back. What a delivery asks of a person is listed on the page of its source, and a confirmation is kept.
-- Tables: sender_requests (new).
-- Lock:   none but that of a new table and its keys on deliveries and sources. Backfill: none: no sender asked before this.
create table sender_requests (
  delivery_id uuid primary key references deliveries (id),
  source_id integer not null references sources (id),
  received_at timestamptz not null,
  kind text not null,
  subject text not null,
  answered_at timestamptz,
  answered_by text,
  constraint request_kind_is_known check (kind in ('subscription', 'unsubscription', 'token')),
  constraint request_names_its_subject check (subject <> ''),
  constraint answered_request_says_by_whom check ((answered_at is null) = (answered_by is null)),
  constraint a_token_is_not_answered_here check (kind <> 'token' or answered_at is null)
);
comment on column sender_requests.subject is 'the topic that asks, or the text to copy back';
comment on column sender_requests.answered_by is 'the person who confirmed it; the answer went to the address that stands in the delivery';
create index sender_requests_by_source on sender_requests (source_id, received_at desc);
