-- Why:    what a customer was told of a closed month stays as it was told, whatever is learnt later: each closing keeps its reports.
-- Tables: sla_reports (new).
-- Lock:   none (new table). Backfill: none; months that were closed before have no kept reports, and say so.
create table sla_reports (
  period text not null references ledger_periods (period),
  times_closed integer not null,
  customer_id integer not null references customers (id),
  body jsonb not null,
  made_at timestamptz not null,
  primary key (period, customer_id, times_closed),
  constraint sla_report_is_of_its_period check (body ->> 'period' = period)
);
comment on column sla_reports.body is 'the report as GET /api/v1/reports/sla answers it';
create index sla_reports_by_customer on sla_reports (customer_id);
create trigger sla_reports_are_written_once before update or delete on sla_reports for each row execute function refuse_change();
create trigger sla_reports_are_never_emptied before truncate on sla_reports execute function refuse_change();
alter table sla_reports enable always trigger sla_reports_are_written_once;
alter table sla_reports enable always trigger sla_reports_are_never_emptied;
