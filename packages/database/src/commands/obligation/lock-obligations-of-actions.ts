import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

/** Locks the obligations of several actions in the order of their ids: whoever goes on to their connections then waits for
 *  nobody who waits for them. */
export async function lockObligationsOfActions(tx: Tx, actionIds: readonly string[]): Promise<void> {
  if (actionIds.length === 0) return;
  await tx.execute(sql`
    select id from obligations where id = any(array(
      select obligation_id from actions where id = any(${sql.param([...actionIds])}::uuid[]))) order by id for update`);
}
