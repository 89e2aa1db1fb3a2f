import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

const parents = ["delivery_bodies", "events", "attempts"] as const;
const monthsBack = 1;
const months = 8;
const partitionLock = 7_305_805;

/** Makes the partitions of last month and the six months ahead. Returns the tables whose default partition holds rows:
 *  their months can't be dropped by themselves. */
export async function keepPartitions(tx: Tx): Promise<string[]> {
  // Two at once would both find a month missing.
  await tx.execute(sql`select pg_advisory_xact_lock(${partitionLock})`);
  const strays: string[] = [];
  for (const parent of parents) {
    await tx.execute(
      sql`select ensure_partitions(${parent}, ((now() at time zone 'UTC') - make_interval(months => ${monthsBack}))::date, ${months})`,
    );
    const used = await selectRows<{ used: boolean }>(
      tx,
      sql`select exists (select from ${sql.identifier(`${parent}_default`)}) as used`,
    );
    if (used[0]?.used) strays.push(parent);
  }
  return strays;
}
