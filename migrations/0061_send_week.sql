-- Why:    the page of the week is sent by e-mail when it is due, once for each due time, whatever ends in between.
-- Tables: week_mails (new).
-- Lock:   none (new table). Backfill: none.
create table week_mails (
  due_at timestamptz primary key,
  state text not null default 'waiting',
  tries integer not null default 0,
  next_try_at timestamptz not null,
  claimed_at timestamptz,
  sent_at timestamptz,
  -- Why it was not sent, in words for people.
  reason text,
  constraint week_mail_state_is_known check (state in ('waiting', 'sending', 'sent', 'failed', 'unknown')),
  constraint sent_week_mail_says_when check ((state = 'sent') = (sent_at is not null)),
  constraint week_mail_that_is_being_sent_says_since_when check (state <> 'sending' or claimed_at is not null)
);
