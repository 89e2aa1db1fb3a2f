import type { EpochMs } from "@signalbox/core";
import type { Database } from "../../doors/open-database.ts";
import { selectRows } from "../../doors/select-rows.ts";
import { sql } from "../../drizzle.ts";

/** Counts one try under `key` and returns how many there were in the window that is running. One statement, so that
 *  tries at the same time are all counted. */
export async function countSignInTry(
  db: Pick<Database, "read">,
  attempt: { key: string; windowMs: number; now: EpochMs; newId: () => string },
): Promise<number> {
  const { key, windowMs, now, newId } = attempt;
  const rows = await selectRows<{ count: number }>(
    db.read,
    sql`insert into rate_limits as r (id, key, count, last_request) values (${newId()}, ${key}, 1, ${now})
        on conflict (key) do update set
          count = case when r.last_request <= ${now - windowMs} then 1 else r.count + 1 end,
          last_request = case when r.last_request <= ${now - windowMs} then ${now} else r.last_request end
        returning count`,
  );
  return rows[0]!.count;
}

export async function forgetSignInTries(db: Pick<Database, "read">, key: string): Promise<void> {
  await db.read.execute(sql`delete from rate_limits where key = ${key}`);
}
