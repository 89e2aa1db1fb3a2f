import { type EpochMs, toIso } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

/** What incidents that people open belong to. */
export const manualSourceKey = "by-hand";

/** Makes sure of the source of acts by hand. It is retired from the beginning: nobody knows its token, and nothing can be sent
 *  to it. Returns its id. */
export async function ensureManualSource(tx: Tx, now: EpochMs): Promise<number> {
  const at = toIso(now);
  await tx.execute(sql`
    insert into sources (key, name, sender, token_hash, created_at, updated_at, retired_at)
    values (${manualSourceKey}, 'By hand', 'generic', sha256(gen_random_uuid()::text::bytea), ${at}, ${at}, ${at})
    on conflict (key) do nothing`);
  const found = await tx.execute<{ id: number }>(sql`select id from sources where key = ${manualSourceKey}`);
  return found.rows[0]!.id;
}
