import { type Reader, selectRows } from "../doors/select-rows.ts";
import type { Tx } from "../doors/transaction.ts";
import { sql } from "../drizzle.ts";

/** Channel on which caches learn that configuration changed; the payload is the new revision. */
export const configChannel = "signalbox_config";

/** Counts one up; every command that changes configuration calls it in its transaction. Returns the new revision. */
export async function bumpConfigRevision(tx: Tx): Promise<number> {
  const bumped = await tx.execute<{ revision: number }>(sql`
    with bumped as (
      insert into settings (key, value, updated_by) values ('config-revision', '{"revision": 1}', 'system')
      on conflict (key) do update set
        value = jsonb_build_object('revision', (settings.value ->> 'revision')::integer + 1),
        revision = settings.revision + 1, updated_at = now()
      returning (value ->> 'revision')::integer as revision)
    select revision, pg_notify(${configChannel}, revision::text) from bumped`);
  return bumped.rows[0]!.revision;
}

/** 0 before anything was configured. */
export async function loadConfigRevision(reader: Reader): Promise<number> {
  const rows = await selectRows<{ revision: number }>(
    reader,
    sql`select (value ->> 'revision')::integer as revision from settings where key = 'config-revision'`,
  );
  return rows[0]?.revision ?? 0;
}
