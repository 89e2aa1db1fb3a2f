-- Why:    what people do with incidents: windows that end before their time, mutes that are lifted by somebody, incidents that
--         no rule took, monitors in the order in which they were seen.
-- Tables: incidents (unrouted), maintenance_windows (ended_at, ended_by), mutes (lifted_by), monitors and journal (indexes).
-- Lock:   incidents, monitors, mutes and journal for writes while their index is built; the columns are added without a rewrite. Backfill: none.
alter table incidents add column unrouted text;
comment on column incidents.unrouted is 'why nothing was ordered when it opened: no rule matched, and otherwise had nothing to do';
create index incidents_unrouted on incidents (opened_at desc, id desc) where unrouted is not null and status <> 'resolved';

alter table maintenance_windows add column ended_at timestamptz;
alter table maintenance_windows add column ended_by text;
alter table maintenance_windows add constraint window_ended_early_says_by_whom
  check ((ended_at is null) = (ended_by is null));
alter table maintenance_windows add constraint window_ends_early_within_its_time
  check (ended_at > starts_at and ended_at < ends_at);
comment on column maintenance_windows.ended_at is 'ended by somebody before ends_at; what is planned stays as it was announced';

alter table mutes add column lifted_by text;
alter table mutes add constraint lifted_mute_says_by_whom check ((lifted_at is null) = (lifted_by is null));
create index mutes_by_end on mutes (ends_at);

create index monitors_seen_last_first on monitors (last_seen_at desc, id desc);
-- Lists go on after an instant in milliseconds, so that none of the table is finer.
alter table monitors alter column last_seen_at set default date_trunc('milliseconds', now());

create index journal_pages_held_back on journal ((details ->> 'window')) where verb = 'incident.page-held-back';
