import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { sql } from "../../drizzle.ts";

/** Whether all that the obligation of an action stands for has ended, as it stands committed just now. */
export async function isPageOver(reader: Reader, actionId: string): Promise<boolean> {
  const [row] = await selectRows<{ over: boolean }>(
    reader,
    sql`select exists (select from obligation_incidents oi where oi.obligation_id = a.obligation_id)
          and not exists (select from obligation_incidents oi join incidents i on i.id = oi.incident_id
            where oi.obligation_id = a.obligation_id and oi.resolved_at is null and i.status <> 'resolved') as over
        from actions a where a.id = ${actionId}`,
  );
  return row?.over === true;
}
