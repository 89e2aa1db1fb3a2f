import { sql } from "../drizzle.ts";
import type { Tx } from "./transaction.ts";

/** Lets the transaction read one moment and write nothing: what is written meanwhile is not seen. The first of its statements. */
export async function readConsistently(tx: Tx): Promise<void> {
  await tx.execute(sql`set transaction isolation level repeatable read, read only`);
}
