import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

const closing = sql`hashtext('ledger closing')::bigint`;

/** Keeps months from being closed until the transaction ends. False, at once, where one is being closed just now. */
export async function shareLedger(tx: Tx): Promise<boolean> {
  const [row] = await selectRows<{ taken: boolean }>(
    tx,
    sql`select pg_try_advisory_xact_lock_shared(${closing}) as taken`,
  );
  return row!.taken;
}

/** Has the ledger alone until the transaction ends: what is being settled ends first. */
export async function holdLedger(tx: Tx): Promise<void> {
  await tx.execute(sql`set local lock_timeout = '60s'`);
  await tx.execute(sql`select pg_advisory_xact_lock(${closing})`);
  await tx.execute(sql`set local lock_timeout = '2s'`);
}
