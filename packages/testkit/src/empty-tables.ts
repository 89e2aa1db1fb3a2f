type Run = { unsafe(query: string): PromiseLike<readonly unknown[]> };

/** Deletes all rows of the tables and of whatever refers to them. Not by `truncate`, which makes new files for hundreds
 *  of partitions; as a replica, because some tables are written once. For *.db tests only. */
export async function emptyTables(sql: Run, tables: readonly string[]): Promise<void> {
  const found = await sql.unsafe(`
    with recursive emptied (id) as (
      select unnest('{${tables.join(",")}}'::regclass[])::oid
      union
      select r.conrelid from pg_constraint r join emptied e on r.confrelid = e.id
      where r.contype = 'f' and r.conparentid = 0)
    select id::regclass::text as name from emptied`);
  const deletions = (found as readonly { name: string }[]).map(({ name }) => `delete from ${name};`).join(" ");
  await sql.unsafe(`set session_replication_role = replica; ${deletions} reset session_replication_role`);
}
