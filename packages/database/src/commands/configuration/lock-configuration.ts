import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

/** Lets changes of configuration come one after the other, until the transaction ends: a plan is carried out on what it was
 *  made from. Taken before anything else of the transaction. */
export async function lockConfiguration(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('signalbox configuration'))`);
}
