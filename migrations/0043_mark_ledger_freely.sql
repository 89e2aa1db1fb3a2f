-- Why:    a delivery that marks a component's ledger waits for no settlement of it: marks are only added and taken, never changed.
-- Tables: ledger_dirty (its primary key becomes an index). Jobs that settled one component each go: workers look for marks.
-- Lock:   ledger_dirty, for a moment. Backfill: none.
alter table ledger_dirty drop constraint ledger_dirty_pkey;
create index ledger_dirty_by_component on ledger_dirty (component_id);
do $$
begin
  if to_regclass('graphile_worker._private_jobs') is not null then
    delete from graphile_worker._private_jobs where locked_at is null
      and task_id = (select id from graphile_worker._private_tasks where identifier = 'settle_ledger');
  end if;
end $$;
