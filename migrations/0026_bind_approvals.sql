-- Why:    a yes is bound to exactly what was shown when it was asked for; who may not give it stands beside it; each person's
--         yes or no is kept; a yes allows one run.
-- Tables: approvals (new columns; the table is empty: nothing asked for an approval before), approval_votes (new), runs
--         (approval_id, null: no rewrite).
-- Lock:   approvals and runs for a moment each. Backfill: none.
alter table approvals
  add column request jsonb not null,
  add column runbook text not null,
  add column connection_id integer not null references connections (id),
  add column incident_id uuid references incidents (id),
  add column approvers_needed integer not null,
  add column not_by text[] not null,
  add column why text not null,
  add column page_id uuid references obligations (id),
  add constraint one_or_two_must_say_yes check (approvers_needed in (1, 2)),
  add constraint approval_expires_after_it_was_asked check (expires_at > asked_at);
comment on column approvals.request is 'what will run, as it is shown: without credentials';
comment on column approvals.not_by is 'who may not say yes, in lower case: who published the rule version, who ordered it by hand';
comment on column approvals.page_id is 'the page by which the on-call was asked';
comment on column approvals.decided_by is 'the last who decided; null where time or a change did';
create index approvals_by_action on approvals (action_id, asked_at desc);
create index approvals_due on approvals (expires_at) where status = 'pending';
create index approvals_by_incident on approvals (incident_id) where incident_id is not null;
create index approvals_by_page on approvals (page_id) where page_id is not null;

create table approval_votes (
  approval_id uuid not null references approvals (id),
  voter text not null,
  vote text not null,
  reason text not null default '',
  at timestamptz not null,
  not_by text[] not null,
  primary key (approval_id, voter),
  constraint vote_is_known check (vote in ('yes', 'no')),
  constraint nobody_allows_their_own check (vote = 'no' or voter <> all (not_by))
);
comment on column approval_votes.not_by is 'as its approval has it, so that the constraint can see it';

alter table runs add column approval_id uuid references approvals (id);
create unique index one_run_per_approval on runs (approval_id) where approval_id is not null;
